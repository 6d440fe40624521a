// An XDP program that drops UDP packets to the tunnel port over IPv4: what a host's own filter may do
// before any tap sees a packet. Compiled with clang -target bpf.

struct xdp_md { // linux/bpf.h
  unsigned data;
  unsigned data_end;
};

enum { DROP = 1, PASS = 2 };
enum { ETHERNET = 14, IPV4 = 20, PORT = 50103 };

__attribute__((section("xdp"), used)) int drop_tunnel(struct xdp_md* packet) {
  unsigned char* bytes = (unsigned char*)(unsigned long)packet->data;
  unsigned char* end = (unsigned char*)(unsigned long)packet->data_end;
  if (bytes + ETHERNET + IPV4 + 4 > end) return PASS;
  if (bytes[12] != 0x08 || bytes[13] != 0x00) return PASS;
  if (bytes[ETHERNET] != 0x45 || bytes[ETHERNET + 9] != 17) return PASS;
  unsigned port = bytes[ETHERNET + IPV4 + 2] << 8 | bytes[ETHERNET + IPV4 + 3];
  return port == PORT ? DROP : PASS;
}

char _license[] __attribute__((section("license"), used)) = "GPL";
