#!/bin/sh
# dhcp.sh BUILD: our DHCP server with BusyBox's client, and our client with the
# servers of dnsmasq and BusyBox, in the lab. Skipped where none of these is there.
set -u
PATH=$1/bin:$PATH:/usr/sbin:/sbin
tools=
for tool in udhcpc dnsmasq udhcpd; do
    command -v $tool > /dev/null && tools="$tools $tool" || echo "without $tool, which is missing"
done
[ -n "$tools" ] || exit 77
. tests/checks/in_lab.sh
has() { case " $tools " in *" $1 "*) ;; *) return 1 ;; esac; }
there() { [ "$(on new interfaces | awk '$1 == "eth0" { print $2, $3 }')" = "$1" ] || wrong "no $1"; }

if has udhcpc; then
    # Its hand at the interface. -f: it stays in front; -a: it asks by ARP whether
    # another host has the address.
    cat > "$folder/script" << 'END'
#!/bin/sh
echo "$1 $ip/$mask by $router"
ip address flush dev "$interface"
[ "$1" = deconfig ] || ip address add "$ip/$mask" dev "$interface"
END
    chmod 755 "$folder/script"
    client='udhcpc -f -i eth0 -s'
    ask() { on new timeout 60 $client "$folder/script" "$@" > "$folder/asked" 2>&1; }

    begin server waiting router udp_dhcp_server 192.168.1.50 255.255.255.0 2
    begin udhcpc 'bound' new $client "$folder/script"
    says udhcpc 'lease of 192.168.1.50 obtained from 192.168.1.1, lease time 3600'
    says udhcpc 'bound 192.168.1.50/24 by 192.168.1.1'
    there '192.168.1.50 255.255.255.0'
    # USR1: it renews by unicast, from its address. USR2: it gives the address back.
    on new sh -c 'kill -USR1 $(pidof udhcpc)'
    says udhcpc 'renew 192.168.1.50/24'
    says server 'ACK 192.168.1.50' 2
    on new sh -c 'kill -USR2 $(pidof udhcpc)'
    says server 'RELEASE from'
    end udhcpc

    # The same client, the same address; another identifier is another client, which
    # gets the address that it asks for, if it is free.
    ask -q -n && says asked 'bound 192.168.1.50/24' || wrong 'not the same again'
    ask -q -n -C -B -r 192.168.1.51 && says asked 'bound 192.168.1.50/24' || wrong 'not the same with -C'
    ask -q -n -x 0x3d:00616263 -r 192.168.1.51 && says asked 'bound 192.168.1.51/24' ||
        wrong 'another client does not get another address'
    ask -q -n -t 1 -T 1 -x 0x3d:00646566 && wrong 'a third client gets one of two addresses'
    says server 'no answer: no address is free'
    end server

    # An address that another host has taken by itself.
    on b ip address add 192.168.1.50/24 dev eth0
    begin server waiting router udp_dhcp_server 192.168.1.50 255.255.255.0 2
    ask -q -n -a -A 1 || wrong 'no address after a DECLINE'
    says server 'DECLINE from'
    says asked 'bound 192.168.1.51/24'
    on b ip address del 192.168.1.50/24 dev eth0
    end server

    # A server that knows a client by another address refuses the old one by NAK; of a
    # client that it doesn't know it says nothing.
    begin server waiting router udp_dhcp_server 192.168.1.50 255.255.255.0 2
    begin udhcpc bound new $client "$folder/script"
    end server
    begin server waiting router udp_dhcp_server 192.168.1.60 255.255.255.0 2
    on b udhcpc -f -q -n -i eth0 -s /bin/true -x 0x3d:0102000000000d > "$folder/asked" 2>&1
    says asked 'lease of 192.168.1.60'
    on new sh -c 'kill -USR1 $(pidof udhcpc)'
    says server 'NAK 192.168.1.50'
    says udhcpc 'received DHCP NAK'
    says udhcpc 'bound 192.168.1.60'
    end server
    begin server waiting router udp_dhcp_server 192.168.1.50 255.255.255.0 2
    on new sh -c 'kill -USR1 $(pidof udhcpc)'
    says server 'no answer: not a client of ours'
    end udhcpc
    end server
fi

# mine NAME: our client, with the server that has just begun.
mine() {
    on new udp_dhcp_client eth0 > "$folder/mine" 2>&1 || wrong "no address from $1"
    says mine "^OFFER $2 from 192.168.1.1"
    says mine "^ACK $2 from 192.168.1.1"
    says mine ", netmask 255.255.255.0, router 192.168.1.1, for 7200 s"
    address=$(on new interfaces | awk '$1 == "eth0" { print $2 }')
    says mine "^ACK $address "
    begin receiver waiting c udp_recvfrom 5678
    on new udp_send 192.168.2.100 5678 "to $1" 2> /dev/null || wrong "no way from there"
    says receiver "from $address:.*: to $1"
    end receiver
}
if has dnsmasq; then
    begin dnsmasq 'IP range' router dnsmasq -d -C /dev/null -p 0 -i eth0 --dhcp-leasefile="$folder/leases" \
        --dhcp-range=192.168.1.60,192.168.1.69,255.255.255.0,2h
    mine dnsmasq '192\.168\.1\.6[0-9]'
    says dnsmasq 'DHCPACK(eth0) 192.168.1.6'
    end dnsmasq
fi
if has udhcpd; then
    : > "$folder/leases"
    cat > "$folder/conf" << END
start 192.168.1.70
end 192.168.1.79
max_leases 10
interface eth0
lease_file $folder/leases
pidfile $folder/pid
opt subnet 255.255.255.0
opt router 192.168.1.1
opt lease 7200
END
    begin udhcpd started router udhcpd -f "$folder/conf"
    mine udhcpd '192\.168\.1\.7[0-9]'
    says udhcpd 'sending ACK to 192.168.1.7'
    end udhcpd
fi
# Without a server our client asks three times, and says so.
said=$(on new udp_dhcp_client eth0 2>&1) && wrong 'an answer from nobody'
[ "$(printf '%s\n' "$said" | grep -c '^DISCOVER by broadcast$')" -eq 3 ] || wrong "not three times: $said"
printf '%s\n' "$said" | grep -q 'recvfrom: no answer$' || wrong "not told: $said"
exit $failed
