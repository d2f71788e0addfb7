#!/bin/sh
# commands.sh BUILD: scripts/try, as a student and a teacher call it.
set -u
BUILD=$1
export BUILD
try=$PWD/scripts/try sources=$PWD
failed=0
wrong() { printf '%s\n' "$1"; failed=1; }
has() { grep -qF -- "$1" said || { wrong "$2"; cat said; }; }

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
mine() { # NAME FILE: our solution, as somebody else's file
    { echo; cat "$(cd "$sources" && echo "$PWD/$(scripts/programs --source "$1")")"; } > "$2"
}

count=$(grep -c '^## ' "$sources/tests/course/EXERCISES.md")
"$try" > said || wrong "the list fails"
has ": 0 of $count done" "the list does not count"
has 'next  address ' "the first exercise is not next"
"$try" next > said && wrong "the starting file plays"
[ -f my_address.c ] || wrong "it made no file"
has 'Made my_address.c' "it does not say what it made"
has 'Not yet:' "it does not say that it fails"

"$try" --lesson udp_recvfrom > said && wrong "the predecessor plays"
[ "$(head -n 1 my_udp_recvfrom.c)" = '/* my_udp_recvfrom.c: who sent it?' ] ||
    wrong "no top comment of its own"
[ "$(grep -c 'TODO: recvfrom()' my_udp_recvfrom.c)" = 1 ] || wrong "no TODO"
has 'expected: receiver| received 5 bytes from 127.0.0.1:<port>: hello' "no expected line"
has 'came:     receiver| received 5 bytes: hello' "not the line that came"

"$try" --hint udp_send > said; has 'Hint 1 of ' "no first hint"
"$try" --hint udp_send > said; has 'Hint 2 of ' "no second hint"
"$try" --diff udp_recvfrom > said && wrong "the solution is shown before it plays"
mine udp_recvfrom my_udp_recvfrom.c
"$try" udp_recvfrom > said || wrong "a solution does not play"
has 'It plays:' "it does not say that it plays"
has 'recvfrom() tells who sent a message' "it does not say what was learnt"
has 'no difference' "no difference to ours"
"$try" > said; has 'done  udp_recvfrom' "it does not note what is done"
has ": 1 of $count done" "it does not count what is done"
if unshare -rn true 2> /dev/null; then # a network whose loopback interface is down
    unshare -rn "$try" udp_recvfrom > said && wrong "it plays without a network"
    has "Can't tell: my_udp_recvfrom.c" "it blames a program where ours fails, too"
fi
echo n | "$try" --reset udp_recvfrom > said && wrong "it starts anew without a yes"
echo y | "$try" --reset udp_recvfrom > said || wrong "--reset fails"
grep -q TODO my_udp_recvfrom.c || wrong "--reset makes no starting file"
grep -q TODO my_udp_recvfrom.c.1 && wrong "--reset keeps no copy"

cat "$sources/udp/udp_send.c" > my_udp_send.c
"$try" udp_send > said && wrong "a copy of ours plays"
has 'our own solution' "it does not say that the file is ours"
printf 'mine\n' > my_netmask.c
"$try" netmask > said 2>&1; [ $? -eq 2 ] || wrong "what is no exercise plays"
[ "$(cat my_netmask.c)" = mine ] || wrong "it wrote over my file"
for words in '--no-such-option' '--all' '--hint' 'udp_recv my.c more' 'udp_recv no_such.c'; do
    "$try" $words > said 2>&1; [ $? -eq 2 ] || wrong "not refused: $words"
done

mkfifo fifo.c
for none in fifo.c .; do
    "$try" udp_recv "$none" > said 2>&1; [ $? -eq 2 ] || wrong "it plays $none"
    has 'it is no regular file' "it does not say what $none is"
done

# Ctrl-Z gives the terminal back, fg takes it again
"$BUILD/tests/bin/pty" 80x24 sh -ic "'$try' --watch udp_lh_recv
    echo it is stopped; read x; fg > /dev/null; echo it is over" <<'END' || failed=1
see n next
raw
key ^Z
see it is stopped
modes
key Enter
see n next
raw
key q
see it is over
end any
modes
END

# ended amid a play, it leaves nothing behind
mkdir temporary
echo 'int main(void) { for (;;); }' > hangs.c
(TMPDIR=$PWD/temporary; export TMPDIR; exec "$try" udp_recv hangs.c > said) &
until ls temporary/try.*/work/0 > /dev/null 2>&1; do
    kill -0 "$!" || { wrong "it does not play"; break; }
    sleep 0.05
done
kill "$!"
wait "$!" && wrong "it passes although it is ended"
[ -z "$(ls temporary)" ] || wrong "it leaves its folder behind"

mkdir class 'class/<ann> & "bob"'
mine udp_lh_recv class/my_udp_lh_recv_carl.c
mine udp_recv 'class/<ann> & "bob"/my_udp_lh_recv.c'
echo 'int main(void) {' > class/my_udp_send.c
echo > class/my_no_exercise.c
"$try" --all class --junit result.xml > said && wrong "a class passes where one fails"
has 'no exercise:  my_no_exercise.c' "it passes over a file without a word"
has '1 of 3 pass' "the class is not counted"
grep -q '^pass .* my_udp_lh_recv_carl.c' said || wrong "a good file fails"
grep -q '^FAIL .* my_udp_send.c .*does not compile' said || wrong "it does not say that one does not compile"
grep -q 'tests="3" failures="2"' result.xml || wrong "JUnit does not count"
if command -v python3 > /dev/null; then
    python3 -c 'import xml.dom.minidom; xml.dom.minidom.parse("result.xml")' ||
        wrong "JUnit is no XML"
fi
rm -r class/my_udp_send.c 'class/<ann> & "bob"'
"$try" --all class > said || wrong "a class fails where all pass"
mkdir none
"$try" --all none > said && wrong "an empty class passes"
exit $failed
