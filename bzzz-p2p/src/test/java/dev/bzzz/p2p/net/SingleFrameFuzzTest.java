package dev.bzzz.p2p.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Fuzz;
import dev.bzzz.p2p.wire.Uvarint;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests and answers from anybody. */
class SingleFrameFuzzTest {
  private static final int MAX_FRAME = 300;

  @Test
  void anyBytesInAnySplitAreOneFrameOrNone() {
    List<byte[]> samples =
        List.of(
            Uvarint.prefixed(new byte[] {1, 2, 3}),
            Uvarint.prefixed(new byte[MAX_FRAME]),
            Uvarint.prefixed(new byte[0]),
            Uvarint.encode(1L << 40));

    Fuzz.of("requests", samples)
        .run(
            (input, random) -> {
              SingleFrame frame = new SingleFrame(MAX_FRAME);
              for (byte[] piece : Fuzz.split(input, 10, random)) {
                frame.add(piece);
              }

              frame
                  .complete()
                  .ifPresent(
                      bytes -> {
                        assertThat(frame.failed()).isFalse();
                        assertThat(bytes.length).isLessThanOrEqualTo(MAX_FRAME);
                        assertThat(endsWith(input, bytes)).isTrue();
                      });
            });
  }

  private static boolean endsWith(byte[] input, byte[] bytes) {
    return Arrays.equals(input, input.length - bytes.length, input.length, bytes, 0, bytes.length);
  }
}
