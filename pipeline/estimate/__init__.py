"""How many reports of the whole portfolio carry a label, with intervals: what coding has shown corrects the model."""
