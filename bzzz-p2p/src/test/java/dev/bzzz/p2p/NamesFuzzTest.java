package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names and addresses from anybody, in bytes and in text. */
class NamesFuzzTest {
  @Test
  void anyBytesAreAnAddressOrNone() {
    Fuzz.of("addresses", List.copyOf(Vectors.all("multiaddr").values()))
        .refusing(IllegalArgumentException.class)
        .run(
            (input, random) -> {
              Multiaddr address = Multiaddr.ofBytes(input);

              assertThat(address.bytes()).isEqualTo(input);
              assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
              assertThat(address.withoutPeer().peer().isPresent() && address.isTcp()).isFalse();
              assertThat(address.tcpSocket().isPresent()).isEqualTo(address.isTcp());
            });
  }

  @Test
  void anyTextIsAnAddressOrNone() {
    List<byte[]> texts = new ArrayList<>();
    Vectors.all("multiaddr").keySet().forEach(text -> texts.add(latin(text)));

    Fuzz.of("addresses in text", texts)
        .refusing(IllegalArgumentException.class)
        .allocating(64 * 1024, 128)
        .run(
            (input, random) -> {
              Multiaddr address = Multiaddr.parse(new String(input, StandardCharsets.ISO_8859_1));

              assertThat(Multiaddr.ofBytes(address.bytes())).isEqualTo(address);
              assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
            });
  }

  @Test
  void anyBytesAreAPeerOrNone() {
    byte[] hashed = new byte[34];
    hashed[0] = 0x12;
    hashed[1] = 0x20;

    Fuzz.of("peer ids", List.of(Vectors.bytes("peerIdBytes"), hashed))
        .refusing(IllegalArgumentException.class)
        .run(
            (input, random) -> {
              PeerId peer = PeerId.ofBytes(input);

              assertThat(peer.bytes()).isEqualTo(input);
              assertThat(PeerId.parse(peer.cid())).isEqualTo(peer);
              peer.agent().ifPresent(agent -> assertThat(PeerId.of(agent)).isEqualTo(peer));
            });
  }

  @Test
  void anyTextIsAPeerOrNone() {
    List<byte[]> texts =
        List.of(latin(Vectors.text("peerIdBase58")), latin(Vectors.text("peerIdCIDv1")));

    Fuzz.of("peer ids in text", texts)
        .refusing(IllegalArgumentException.class)
        .run(
            (input, random) -> {
              PeerId peer = PeerId.parse(new String(input, StandardCharsets.ISO_8859_1));

              assertThat(PeerId.ofBytes(peer.bytes())).isEqualTo(peer);
            });
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
