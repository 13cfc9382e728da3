# Cuts a long text into chunks that fit into a prompt: the files 0001, 0002 and so on in the
# folder ENVIRON["folder"], of at most ENVIRON["limit"] tokens each. Nothing is lost: the chunks
# joined are the text again. Cuts are made between lines; only a line that is too long for a
# chunk of its own is cut in the middle.

BEGIN {
    folder = ENVIRON["folder"]
    limit = ENVIRON["limit"]
}

function fits(size) { return tokens(size) <= limit }

function write_chunk(    file) {
    if (chunk == "") return
    if (count == 9999) fail("more than 9999 chunks: allow more than " limit " tokens for each")
    file = sprintf("%s/%04d", folder, ++count)
    printf "%s", chunk > file
    close(file)
    chunk = ""
    chunk_size = 0
}

# Adds a text that stays in one piece and fits into a chunk.
function add(text,    size) {
    size = characters(text)
    if (!fits(chunk_size + size)) write_chunk()
    chunk = chunk text
    chunk_size += size
}

# The first characters of a text, as many as a chunk can hold.
function beginning(text,    i, n) {
    for (i = 1; i <= length(text); i++) {
        if (substr(text, i, 1) !~ /[\200-\277]/ && !fits(++n)) break
    }
    return substr(text, 1, i - 1)
}

function add_line(line,    piece) {
    while (!fits(characters(line))) {
        piece = beginning(line)
        add(piece)
        line = substr(line, length(piece) + 1)
    }
    add(line)
}

{ add_line($0 "\n") }

END { if (!failed) write_chunk() }
