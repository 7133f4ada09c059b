"""Which themes a report is about and who received the grant, each with a probability and the passage it rests on."""
