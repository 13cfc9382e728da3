# With ten generations and more, every one moves up by one and none is lost.
number=1
while [ $number -le 11 ]; do
    echo $number > app.log.$number
    number=$((number + 1))
done
echo 0 > app.log
tool rotate app.log 12

number=1
while [ $number -le 12 ]; do
    [ -f app.log.$number ] || fail "app.log.$number is missing, there are: $(echo *)"
    read -r content < app.log.$number
    equals "app.log.$number: $((number - 1))" "app.log.$number: $content"
    number=$((number + 1))
done
