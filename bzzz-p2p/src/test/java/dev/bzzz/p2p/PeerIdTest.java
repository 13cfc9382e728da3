package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Base58;
import dev.bzzz.core.Identity;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerIdTest {
  private static final String BASE58 = Vectors.text("peerIdBase58");
  private static final AgentId AGENT = Identity.ofSeed(Vectors.bytes("seed")).id();

  @Test
  void anAgentIsAPeer() {
    PeerId peer = PeerId.of(AGENT);

    assertThat(peer.bytes()).isEqualTo(Vectors.bytes("peerIdBytes"));
    assertThat(peer.toString()).isEqualTo(BASE58).isEqualTo(AGENT.value());
    assertThat(peer.agent()).contains(AGENT);
  }

  @Test
  void everyFormOfANameIsTheSamePeer() {
    byte[] cid = Vectors.bytes("peerIdCIDv1_bytes");

    List<PeerId> peers =
        List.of(
            PeerId.parse(BASE58),
            PeerId.parse(Vectors.text("peerIdCIDv1")),
            PeerId.parse("z" + Base58.encode(cid)),
            PeerId.parse("f" + HexFormat.of().formatHex(cid)),
            PeerId.ofBytes(Vectors.bytes("peerIdBytes")));

    assertThat(peers)
        .allSatisfy(
            peer -> {
              assertThat(peer).isEqualTo(PeerId.of(AGENT)).hasSameHashCodeAs(PeerId.of(AGENT));
              assertThat(peer).hasToString(BASE58).isEqualByComparingTo(PeerId.of(AGENT));
              assertThat(peer.cid()).isEqualTo(Vectors.text("peerIdCIDv1"));
              assertThat(peer.agent()).contains(AGENT);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC",
        "16Uiu2HAmCNDiH19tPT6J9hUtBxdVBCcwLeUMLk9wcMFKVvH8WUpc"
      })
  void peersWithOtherKeysHaveNamesButAreNoAgents(String text) {
    PeerId peer = PeerId.parse(text);

    assertThat(peer).hasToString(text);
    assertThat(PeerId.parse(peer.cid())).isEqualTo(peer);
    assertThat(peer.agent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "12D3KooW",
        "0x12",
        "Qm",
        "b",
        "bafza",
        "baeaa",
        "f0172",
        "f01711220",
        "f01720000",
        "f0172002b0801",
        "12D3KooWA4Xop1JaT3MHxwYMkCepYsv4iPVopMXwCz5iHYdBfeSB0",
        "12D3KooWA4Xop1JaT3MHxwYMkCepYsv4iPVopMXwCz5iHYdBfeSB2",
        "bafzaajaiaejcaa5ba677htqqxyoxbxiy45f4bglh4tldbg5fbvpr3xegmqjfkmnya"
      })
  void whatIsNoNameIsRefusedWithAReason(String text) {
    assertThatThrownBy(() -> PeerId.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a peer id: '" + text + "': ");
  }

  @Test
  void aLongNameIsRefusedBeforeItIsDecoded() {
    assertThatThrownBy(() -> PeerId.parse("1".repeat(1_000_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 128 characters");
  }

  @Test
  void peersAreOrderedByTheirBytes() {
    PeerId low = PeerId.ofBytes(new byte[] {0, 1, 0x7f});
    PeerId high = PeerId.ofBytes(new byte[] {0, 1, (byte) 0x80});

    assertThat(low).isLessThan(high).isNotEqualTo(high);
  }
}
