def find_duplicates(texts):
    return tuple(None for _ in texts)
