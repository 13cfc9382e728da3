# How many tokens a text is about. The tokenizers of models differ; this is a rough average.

# characters(TEXT) - counts characters of UTF-8: the bytes that do not continue one.
function characters(text) {
    gsub(/[\200-\277]/, "", text)
    return length(text)
}

# tokens(SIZE) - one for every four characters, the last one for what is left.
function tokens(size) { return int((size + 3) / 4) }
