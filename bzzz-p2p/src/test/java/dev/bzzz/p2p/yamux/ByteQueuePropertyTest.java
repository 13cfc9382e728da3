package dev.bzzz.p2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A queue of bytes gives back what it got, whatever the sizes. */
class ByteQueuePropertyTest {
  /** Positive numbers add so many bytes, negative ones take them. */
  @Property(tries = 300)
  void bytesComeOutAsTheyWentIn(
      @ForAll @Size(max = 60) List<@IntRange(min = -3000, max = 2500) Integer> steps) {
    ByteQueue queue = new ByteQueue();
    ByteArrayOutputStream in = new ByteArrayOutputStream();
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    for (int step : steps) {
      if (step > 0) {
        byte[] bytes = new byte[step + 2];
        for (int at = 0; at < bytes.length; at++) {
          bytes[at] = (byte) (in.size() * 7 + at * 31);
        }
        queue.add(bytes, 1, step);
        in.write(bytes, 1, step);
      } else {
        int length = Math.min(-step, queue.size());
        if (length > 0) {
          byte[] taken = new byte[length + 1];
          queue.poll(taken, 1, length);
          out.write(taken, 1, length);
        }
      }
    }

    byte[] expected = Arrays.copyOf(in.toByteArray(), out.size());
    assertThat(out.toByteArray()).isEqualTo(expected);
    assertThat(queue.size()).isEqualTo(in.size() - out.size());
  }
}
