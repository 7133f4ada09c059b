"""How good the model is, measured on coded reports it was not trained on."""
