package dev.bzzz.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageIdTest {
  private static final int AUTHOR_BYTES = 38;

  @Test
  void idsWithTheSameBytesAreEqual() {
    MessageId id = id(7);

    assertThat(id).isEqualTo(id(7)).hasSameHashCodeAs(id(7)).isNotEqualTo(id(8));
  }

  @Test
  void idsOfEveryLengthUpToThatOfTwoLongsHaveHashesOfTheirOwn() {
    Set<Integer> hashes = new HashSet<>();

    for (int length = 0; length <= 2 * Long.BYTES; length++) {
      hashes.add(MessageId.of(new byte[length]).hashCode());
    }

    assertThat(hashes).hasSize(2 * Long.BYTES + 1);
  }

  @Test
  void theNumbersThatAnAuthorCountsThroughHardlyShareAHash() {
    Set<Integer> hashes = new HashSet<>();

    for (int number = 0; number < 50_000; number++) {
      hashes.add(id(number).hashCode());
    }

    assertThat(hashes).hasSizeGreaterThan(49_990);
  }

  private static MessageId id(long number) {
    byte[] bytes = new byte[AUTHOR_BYTES + Long.BYTES];
    ByteBuffer.wrap(bytes).putLong(AUTHOR_BYTES, 1_700_000_000_000_000_000L + number);
    return MessageId.of(bytes);
  }
}
