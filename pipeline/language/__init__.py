"""From page text to what the model sees: written form, bokmål words, compounds, chapters and passages."""
