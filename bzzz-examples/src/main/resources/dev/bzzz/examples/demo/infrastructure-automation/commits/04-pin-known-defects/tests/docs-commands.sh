# docs/commands.md has a section for every program, with the usage that the program prints.
docs=$(cat "$root/docs/commands.md")
newline='
'
for program in "$root"/bin/*; do
    name=${program##*/}
    case $newline$docs$newline in
        *"$newline## $name$newline"*) ;;
        *) fail "docs/commands.md has no section about $name" ;;
    esac
    tool "$name" --help | sed -n 's/^usage: //p' > usage
    [ -s usage ] || fail "$name --help prints no usage"
    while read -r usage; do
        case $newline$docs$newline in
            *"$newline    $usage$newline"*) ;;
            *) fail "docs/commands.md does not show: $usage" ;;
        esac
    done < usage
done
