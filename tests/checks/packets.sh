#!/bin/sh
# packets.sh BUILD: packets and tcpdump see the same: each packet, and its numbers, of
# mixed traffic, on a host and on the router. 77: no tcpdump or no lab here, or not
# root: tcpdump wants to change its user, which the lab does not know.
set -u
build=$1
scripts/lab --check > /dev/null || exit 77
command -v tcpdump > /dev/null || { echo 'no tcpdump here'; exit 77; }
[ "$(id -u)" -eq 0 ] || { echo 'only root may run tcpdump in the lab'; exit 77; }
folder=$(mktemp -d) || exit 1
started='' watchers=''
trap 'kill $started 2> /dev/null; wait; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
LAB=packets-$$
PATH=$build/bin:$PATH
export LAB PATH
mkfifo "$folder/map"
scripts/lab > "$folder/map" 2>&1 &
started=$!
exec 3< "$folder/map"
until read -r line <&3 && [ "${line#the lab is up}" != "$line" ]; do :; done

on() { # HOST COMMAND...
    scripts/lab "$@" > /dev/null 2>&1
}
# Starts a watcher and waits until it says so on stderr. The last packet that it is to
# show, an UDP datagram of 1234 bytes, ends its output.
watch() { # NAME COMMAND...
    out=$folder/$1
    shift
    mkfifo "$out.pipe" "$out.err"
    "$@" > "$out.pipe" 2> "$out.err" &
    started="$started $!"
    sed '/ UDP.* 1234\( bytes.*\)\{0,1\}$/q' < "$out.pipe" > "$out" &
    watchers="$watchers $!"
    exec 4< "$out.err"
    until read -r line <&4; do case $line in *aiting* | *istening*) break ;; esac done
    cat <&4 > /dev/null &
}
network() { # HOST COMMAND...: there as the root that we are
    pid=$(grep -ls "sockets-la[b]:$LAB:$1:" /proc/[0-9]*/cmdline | cut -d / -f 3)
    shift
    exec nsenter --target "$pid" --net "$@"
}
watch a.packets scripts/lab a packets
watch router.packets scripts/lab router packets
tcpdump='tcpdump -Z root -s 2000 -B 8192 -v -K -n -ttttt -l --immediate-mode'
watch a.tcpdump network a $tcpdump -e -i eth0
watch router.tcpdump network router $tcpdump -i any

text() { # SIZE
    head -c "$1" /dev/zero | tr '\0' x
}
serve() { # HOST SERVER PORT: until the lab ends
    mkfifo "$folder/$1.$3"
    scripts/lab "$@" 2> "$folder/$1.$3" &
    exec 5< "$folder/$1.$3"
    read -r line <&5
    cat <&5 > /dev/null &
}
serve b tcp_server2 5000
serve c server 5000
serve c tcp_server 5002
for round in 1 2 3 4 5 6; do
    on a ip neigh flush all
    on a udp_many_send 192.168.2.100 5678 3 # nobody is there: ICMP
    on a udp_send 192.168.1.28 5678 ''
    on a udp_broadcast 192.168.1.255 5678 hello
    on b udp_broadcast 192.168.1.255 5678 hello
    text 5000 | on a sh -c 'exec udp_send 192.168.2.100 5678 "$(cat)"' # fragments
    text 100000 | on a tcp_client2 192.168.1.28 5000
    text 30000 | on a tcp_client2 192.168.2.100 5000
    on a tcp_client 192.168.2.100 5001 refused
    on b ping -c 2 192.168.1.100 || on b busybox ping -c 2 192.168.1.100
    on c ping -c 2 192.168.1.100 || on c busybox ping -c 2 192.168.1.100
    for client in 1 2 3; do on a tcp_client 192.168.2.100 5002 hello; done
done
on a udp_send 192.168.1.77 5678 'nobody has this address'
text 1234 | on a sh -c 'exec udp_send 192.168.2.100 5679 "$(cat)"'
wait $watchers # they end with the last packet

# What tcpdump says, in the words of packets.
cat > "$folder/words" << 'END'
function port(end,    piece) { sub(/:$/, "", end); if (split(end, piece, ".") == 5) sub(/\.[0-9]*$/, ":" piece[5], end); return end }
function number(words, name) { return match(words, "[ ,]" name " [0-9]+") ? substr(words, RSTART + length(name) + 2, RLENGTH - length(name) - 2) : "" }
function tcp(from, to, words,    flags, seq, ack, size, said) {
    match(words, /Flags \[[^]]*\]/)
    flags = substr(words, RSTART + 7, RLENGTH - 8)
    seq = number(words, "seq"); ack = number(words, "ack"); size = number(words, "length")
    # Absolute where a connection is new to tcpdump, and in RST without ACK.
    if (flags ~ /S/) { start[from, to] = seq; delete known[from, to]; delete known[to, from] }
    if (!((from, to) in known) || (flags ~ /R/ && flags !~ /\./)) {
        if (!((from, to) in start)) start[from, to] = seq
        if (seq != "") seq -= start[from, to]
        if (ack != "") ack -= (to, from) in start ? start[to, from] : ack - 1
    }
    if (flags ~ /\./) known[from, to] = known[to, from] = 1
    said = "TCP" (flags ~ /S/ ? " SYN" : "") (flags ~ /F/ ? " FIN" : "") (flags ~ /R/ ? " RST" : "")
    if (flags ~ /[SFR]/ || size > 0) said = said ", seq " seq
    if (size > 0) said = said ", " size " bytes"
    return said (flags ~ /\./ ? ", ACK " ack : "")
}
function told(    time, said, from, to, offset, size, words, to_port) {
    split(head, part, " ")
    split(part[1], clock, ":")
    time = sprintf("%.3f", clock[1] * 3600 + clock[2] * 60 + clock[3])
    if (part[2] ~ /^eth/) time = time " " part[2]
    # With -i any it does not tell of what leaves: but that is one ARP request.
    broadcast = head ~ /> ff:ff:ff:ff:ff:ff|eth[01]  B |Out.*who-has/ ? ", broadcast" : ""
    if (head ~ /who-has/) {
        match(head, /who-has .* tell [0-9.]*/); split(substr(head, RSTART, RLENGTH), part, " ")
        said = "ARP, who has " part[2] "? tell " part[4]
    } else if (head ~ /is-at/) {
        match(head, /Reply .* is-at [0-9a-f:]*/); split(substr(head, RSTART, RLENGTH), part, " ")
        said = "ARP, " part[2] " is at " part[4]
    } else {
        split(line[1], part, " ")
        from = port(part[1]); to = port(part[3])
        offset = number(head, "offset"); size = number(head, "length")
        match(head, /proto [A-Z]+ .*length [0-9]+/); words = substr(head, RSTART, RLENGTH)
        size = number(words, "length") - 20
        split(words, part, " ")
        said = from " > " to " "
        if (offset > 0) said = said part[2] ", a fragment: " size " bytes from byte " offset
        else if (part[2] == "UDP") said = said "UDP, " number(line[1], "length") " bytes"
        else if (part[2] == "TCP") said = said tcp(from, to, line[1])
        else if (line[1] ~ /echo/) {
            match(line[1], /echo .*seq [0-9]+/)
            said = said "ICMP " substr(line[1], RSTART, RLENGTH) ", " number(line[1], "length") - 8 " bytes"
        } else if (line[1] ~ /unreachable/) {
            split(line[3], part, " ")
            said = said "ICMP " (line[1] ~ /ICMP host/ ? "host" : "port") " unreachable: " (line[3] ~ /Flags/ ? "TCP" : "UDP") " to " port(part[3])
        } else said = said line[1]
        if (offset == 0 && head ~ /flags \[\+\]/) said = said ", in fragments: " size " bytes here"
    }
    print time " " said broadcast
}
/^ *[0-9][0-9]:[0-9][0-9]:/ { if (NR > 1) told(); head = $0; lines = 0; delete line; next }
{ line[++lines] = $0 }
END { told() }
END
for host in a router; do
    awk -f "$folder/words" "$folder/$host.tcpdump" > "$folder/$host.expected"
    count=$(wc -l < "$folder/$host.packets")
    # Two packets on two CPUs may reach the two in either order: each line is held
    # against its like, and their times, which begin with the first packet, within 2 ms.
    for kind in packets expected; do sort -s -k 2 "$folder/$host.$kind" > "$folder/$host.$kind.sorted"; done
    paste -d '\n' "$folder/$host.packets.sorted" "$folder/$host.expected.sorted" | awk '
        NR % 2 { ours = $0; at = $1; next }
        {
            sub(/^[0-9.]* /, "", ours); expected = $0; sub(/^[0-9.]* /, "", expected)
            late = at - $1
            if (ours != expected || late > 0.0021 || late < -0.0021) {
                print "packets: " at " " ours; print "tcpdump: " $0; wrong = 1
            }
        }
        END { exit wrong }' || { echo "FAILED: on $host they differ"; exit 1; }
    echo "$host: $count packets, the same"
    [ "$host" = router ] || [ "$count" -ge 1000 ] || { echo 'FAILED: fewer than 1000'; exit 1; }
done
