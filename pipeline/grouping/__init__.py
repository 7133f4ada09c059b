"""Reports that are one: the same file or text twice, a draft and a final, interim and final reports of one project."""
