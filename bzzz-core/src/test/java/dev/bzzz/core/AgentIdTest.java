package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentIdTest {
  /** The peer id of the key with seed 0101…01, computed by another implementation. */
  private static final String KNOWN = "12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5";

  @Test
  void anIdIsItsPublicKey() {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) 1);
    AgentId id = Identity.ofSeed(seed).id();

    assertThat(id).hasToString(KNOWN).isEqualTo(new AgentId(KNOWN));
    assertThat(AgentId.ofPublicKey(id.publicKey())).isEqualTo(id);
    assertThat(id.brief()).isEqualTo("yKSUKPH5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "12D3KooW",
        "12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH",
        "12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5a",
        "112D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5",
        "12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH0",
        " 12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5",
        "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N"
      })
  void anythingElseIsNoAgent(String text) {
    assertThatThrownBy(() -> new AgentId(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not the peer id of an Ed25519 key: '" + text + "'");
  }

  @Test
  void theErrorIsOneShortLineWhateverTheText() {
    assertThatThrownBy(() -> new AgentId("\n\u001b" + "x".repeat(10_000)))
        .message()
        .hasSizeLessThan(120)
        .doesNotContain("\n", "\u001b");
  }

  @Test
  void aPublicKeyHasThirtyTwoBytes() {
    assertThatThrownBy(() -> AgentId.ofPublicKey(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
