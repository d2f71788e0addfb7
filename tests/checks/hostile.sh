#!/bin/sh
# hostile.sh [COUNT [SEED]]: COUNT mutants to each of the programs that read
# what comes from the wire, built with AddressSanitizer and UndefinedBehaviorSanitizer:
# they ignore them, and do their work after.
set -u
count=${1-1000} seed=${2-1}
bin=$(mktemp -d) || exit 1
chmod 755 "$bin"
trap 'rm -rf "$bin"' EXIT
trap 'exit 1' HUP INT TERM
for source in udp/udp_dhcp_server.c udp/udp_dhcp_client.c udp/udp_nat.c \
    udp/udp_recv.c udp/udp_recvfrom.c udp/udp_sendfrom.c tests/checks/mutants.c; do
    program=${source##*/}
    said=$(${CC:-cc} -std=c11 -D_GNU_SOURCE -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
        -Icommon -o "$bin/${program%.c}" "$source" common/address.c common/report.c common/bytes.c 2>&1) || {
        printf '%s\n' "$said"
        echo 'int main(void) { return 0; }' > "$bin/none.c"
        ${CC:-cc} -fsanitize=address,undefined -o "$bin/none" "$bin/none.c" > /dev/null 2>&1 || exit 77
        exit 1
    }
done
"$bin/mutants" parser $((count * 100)) "$seed" || exit 1

. tests/checks/in_lab.sh
trap 'end_all; rm -rf "$folder" "$bin"' EXIT
PATH=$bin:$PATH

# The server: a client has the same address before and after.
begin server waiting router udp_dhcp_server 192.168.1.50 255.255.255.0 100
on new udp_dhcp_client eth0 > "$folder/client" 2>&1 || wrong "no address: $(cat "$folder/client")"
says client 'ACK 192.168.1.50 from 192.168.1.1'
on b mutants clients "$count" "$seed" || wrong 'mutants clients'
on new udp_dhcp_client eth0 > "$folder/client" 2>&1 || wrong "no address then: $(cat "$folder/client")"
says client 'ACK 192.168.1.50 from 192.168.1.1'
for word in 'ignored .* bytes' DISCOVER REQUEST RELEASE DECLINE ACK NAK; do says server "$word"; done
end server

# The client: it takes the right answers among all others, and a NAK. It has 4 answers,
# and before each as many others as its buffer holds for sure.
begin hostile waiting router mutants server 192.168.1.77 50 "$seed"
run=0
while [ $((run += 200)) -le "$count" ]; do
    on new udp_dhcp_client eth0 > "$folder/client" 2>&1 || wrong "no address of mutants: $(tail -n 5 "$folder/client")"
    says client 'NAK 192.168.1.77'
    says client 'ACK 192.168.1.77 from 192.168.1.1'
    says client '^ignored [0-9]* bytes' 200
done
end hostile

# A bridge may drop wrong IP headers itself: bridge-nf-call-iptables.
on router nsenter --target 1 --net sh -c 'for file in /proc/sys/net/bridge/*-iptables; do
    [ ! -e "$file" ] || echo 0 > "$file"
done'

# The NAT, from both sides at once; then two messages and their answers.
on c ip route del default
on router sh -c 'echo 0 > /proc/sys/net/ipv4/ip_forward'
begin nat inside router udp_nat eth0 eth1
run=0 right=0
while [ $((run += 50)) -le "$count" ]; do
    # as many as its buffer holds for sure; 200 bytes or more come last
    last=$((200 + run % 1000))
    on c mutants packets eth0 02:00:00:00:00:02 192.168.2.100 192.168.2.1 0 50 $((seed + run)) > /dev/null ||
        wrong 'mutants outside'
    ones=$(on a mutants packets eth0 02:00:00:00:00:01 192.168.1.100 192.168.2.100 $last 50 $((seed + run))) ||
        wrong 'mutants inside'
    right=$((right + ones))
    says nat "^passed $last bytes on to 192.168.2.100:"
done
passed=$(grep -e '^passed' -e 'sendto:' "$folder/nat" | grep -cv ' to 192.168.1\.')
[ "$passed" -eq $right ] || wrong "$passed passed on of $right that were right"
for word in passed forgotten fragment length damaged '20 bytes' 'time to live'; do says nat "$word"; done
begin receiver waiting c udp_recvfrom 5678
on a udp_sendfrom 5000 192.168.2.100 5678 'from a' 2> /dev/null || wrong 'a cannot send'
on b udp_sendfrom 5000 192.168.2.100 5678 'from b' 2> /dev/null || wrong 'b cannot send'
says receiver 'from 192.168.2.1:.*: from a$'
says receiver 'from 192.168.2.1:.*: from b$'
end receiver
port() { sed -n "s/.*from 192.168.2.1:\(.*\): from $1\$/\1/p" "$folder/receiver"; }
[ "$(port a)" != "$(port b)" ] || wrong 'two flows of one port'
for host in a b; do
    begin $host waiting $host udp_recvfrom 5000
    on c udp_sendfrom 5678 192.168.2.1 "$(port $host)" "to $host" 2> /dev/null || wrong 'c cannot send'
    says $host "from 192.168.2.100:5678: to $host\$"
    end $host
done
# The kernel of c found each checksum right that the NAT had made.
on c cat /proc/net/snmp | awk '$1 == "Udp:" || $1 == "Ip:" {
    if ($1 != last) { last = $1; for (i = 2; i <= NF; i++) name[i] = $1 $i; next }
    for (i = 2; i <= NF; i++) value[name[i]] = $i
} END { exit !("Udp:InCsumErrors" in value && value["Udp:InCsumErrors"] == 0 && value["Ip:InHdrErrors"] == 0) }' ||
    wrong "wrong checksums: $(on c cat /proc/net/snmp | grep -E '^(Ip|Udp):')"
sockets=$(on router sh -c 'ls -l /proc/$(pidof udp_nat)/fd | grep -c socket:')
[ "$sockets" -eq 102 ] || wrong "$sockets sockets, not 2 and 100"
end nat
exit $failed
