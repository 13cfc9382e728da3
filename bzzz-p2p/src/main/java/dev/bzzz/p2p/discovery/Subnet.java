package dev.bzzz.p2p.discovery;

import java.net.InetAddress;

/**
 * The addresses that share their first bits with one: those on a link of this host.
 *
 * @param prefixBits how many bits; none for an interface that does not say
 */
record Subnet(InetAddress address, int prefixBits) {
  boolean contains(InetAddress other) {
    byte[] ours = address.getAddress();
    byte[] theirs = other.getAddress();
    if (ours.length != theirs.length || prefixBits <= 0 || prefixBits > ours.length * 8) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit++) {
      int mask = 0x80 >> (bit & 7);
      if ((ours[bit >> 3] & mask) != (theirs[bit >> 3] & mask)) {
        return false;
      }
    }
    return true;
  }
}
