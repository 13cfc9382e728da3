package dev.bzzz.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Fuzz;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class WirePropertyTest {
  @Property(tries = 400)
  void integersSurviveARoundTrip(@ForAll @LongRange(min = 0) long value) {
    byte[] bytes = Uvarint.encode(value);

    assertThat(Uvarint.read(bytes, 0, bytes.length)).isEqualTo(value);
  }

  @Property(tries = 400)
  void fieldsSurviveARoundTrip(
      @ForAll @IntRange(min = 1, max = 536870911) int field,
      @ForAll long number,
      @ForAll byte[] bytes) {
    ProtoReader reader =
        new ProtoReader(new ProtoWriter(0).uint64(field, number).bytes(field, bytes).toByteArray());

    assertThat(reader.next()).isTrue();
    assertThat(reader.field()).isEqualTo(field);
    assertThat(reader.uint64()).isEqualTo(number);
    assertThat(reader.next()).isTrue();
    assertThat(reader.bytes()).isEqualTo(bytes);
    assertThat(reader.next()).isFalse();
  }

  @Property(tries = 400)
  void framesSurviveAnySplit(@ForAll @Size(max = 20) List<byte[]> frames, @ForAll long seed) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    frames.forEach(frame -> stream.writeBytes(Uvarint.prefixed(frame)));
    FrameReader reader = new FrameReader(1 << 16);
    List<byte[]> read = new ArrayList<>();

    for (byte[] piece : Fuzz.split(stream.toByteArray(), 100, new Random(seed))) {
      read.addAll(reader.feed(piece));
    }

    assertThat(read.toArray(byte[][]::new)).isDeepEqualTo(frames.toArray(byte[][]::new));
    assertThat(reader.waiting()).isZero();
  }
}
