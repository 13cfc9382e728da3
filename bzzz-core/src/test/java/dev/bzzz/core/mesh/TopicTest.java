package dev.bzzz.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TopicTest {
  @Test
  void anyTextIsAName() {
    String bee = "\ud83d\udc1d";

    assertThat(new Topic("a b/" + bee).name()).isEqualTo("a b/" + bee);
  }

  /** Peers would be told another name, and nothing that they sent would arrive. */
  @Test
  void halfOfASurrogatePairIsNoName() {
    assertThatThrownBy(() -> new Topic("news/\ud83d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }
}
