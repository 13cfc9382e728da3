# The graph of needs, for order.awk and missing.awk. The first word of a line is the id of a task,
# the last one what it needs: ids separated by commas, or "-". Tasks as the queue prints them are
# such lines.

{
    if (!($1 in needs)) needs[$1] = ""
    if ($NF != "-") needs[$1] = needs[$1] (needs[$1] == "" ? "" : ",") $NF
}
