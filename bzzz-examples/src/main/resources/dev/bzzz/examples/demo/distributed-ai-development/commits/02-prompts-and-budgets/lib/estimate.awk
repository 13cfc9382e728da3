# Prints the estimated number of tokens of a text.

{ total += characters($0) + 1 }

END { print tokens(total) }
