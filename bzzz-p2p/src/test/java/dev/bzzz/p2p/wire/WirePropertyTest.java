package dev.bzzz.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.p2p.Fuzz;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
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

  @Property(tries = 200)
  void whatIsReadDoesNotDependOnGroupsBetweenTheFields(@ForAll long seed) {
    Random random = new Random(seed);
    ByteArrayOutputStream mixed = new ByteArrayOutputStream();
    List<Long> written = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      mixed.writeBytes(group(random, 0));
      written.add(random.nextLong());
      mixed.writeBytes(new ProtoWriter().uint64(7, written.get(i)).toByteArray());
    }

    ProtoReader reader = new ProtoReader(mixed.toByteArray());
    List<Long> read = new ArrayList<>();
    while (reader.next()) {
      if (reader.field() == 7) {
        read.add(reader.uint64());
      }
    }

    assertThat(read).isEqualTo(written);
  }

  @Property(tries = 200)
  void aGroupThatIsCutAnywhereIsRefused(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] group = group(random, 0);
    byte[] cut = Arrays.copyOf(group, 1 + random.nextInt(group.length - 1));
    ProtoReader reader = new ProtoReader(cut);

    assertThatThrownBy(
            () -> {
              while (reader.next()) {
                assertThat(reader.field()).isLessThanOrEqualTo(15);
              }
            })
        .isInstanceOf(WireException.class);
  }

  /** A group of other fields than 7, with some of every wire type in it. */
  private static byte[] group(Random random, int depth) {
    int number = 8 + random.nextInt(8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(number << 3 | ProtoReader.GROUP);
    for (int i = random.nextInt(4); i > 0; i--) {
      int field = 8 + random.nextInt(8);
      switch (random.nextInt(5)) {
        case 0 ->
            bytes.writeBytes(new ProtoWriter().uint64(field, random.nextLong()).toByteArray());
        case 1 -> bytes.writeBytes(new ProtoWriter().bytes(field, bytes(random, 9)).toByteArray());
        case 2 -> {
          bytes.write(field << 3 | ProtoReader.FIXED_32);
          bytes.writeBytes(bytes(random, 4));
        }
        case 3 -> {
          bytes.write(field << 3 | ProtoReader.FIXED_64);
          bytes.writeBytes(bytes(random, 8));
        }
        default -> bytes.writeBytes(depth < 9 ? group(random, depth + 1) : new byte[0]);
      }
    }
    bytes.write(number << 3 | ProtoReader.GROUP_END);
    return bytes.toByteArray();
  }

  private static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
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
