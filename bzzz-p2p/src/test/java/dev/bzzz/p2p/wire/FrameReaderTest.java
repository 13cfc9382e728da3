package dev.bzzz.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
  private final FrameReader reader = new FrameReader(300);

  @Test
  void severalFramesMayComeAtOnce() {
    List<byte[]> frames = reader.feed(new byte[] {1, 7, 0, 2, 8, 9, 3});

    assertThat(frames).containsExactly(new byte[] {7}, new byte[0], new byte[] {8, 9});
    assertThat(reader.waiting()).isEqualTo(1);
  }

  @Test
  void aFrameMayComeByteByByte() {
    byte[] frame = new byte[300];
    Arrays.fill(frame, (byte) 5);
    List<byte[]> frames = new ArrayList<>();

    for (byte each : Uvarint.prefixed(frame)) {
      frames.addAll(reader.feed(new byte[] {each}));
      frames.addAll(reader.feed(new byte[0]));
    }

    assertThat(frames).singleElement().isEqualTo(frame);
    assertThat(reader.waiting()).isZero();
  }

  @Test
  void framesMayBeTakenOneByOneAndTheRestBeLeft() {
    reader.offer(new byte[] {1, 7, 1, 8, 9});

    assertThat(reader.next()).hasValueSatisfying(frame -> assertThat(frame).containsExactly(7));
    assertThat(reader.remainder()).containsExactly(1, 8, 9);
    assertThat(reader.remainder()).isEmpty();
    assertThat(reader.next()).isEmpty();
    assertThat(reader.feed(new byte[] {1, 3})).hasSize(1);
  }

  @Test
  void aFrameMayBeReadWhereItLies() {
    reader.offer(new byte[] {2, 8, 7, 0, 2, 8, 9, 3});

    assertThat(reader.nextMessage()).hasValueSatisfying(message -> assertNumber(message, 7));
    assertThat(reader.nextMessage())
        .hasValueSatisfying(empty -> assertThat(empty.next()).isFalse());
    assertThat(reader.nextMessage()).hasValueSatisfying(message -> assertNumber(message, 9));
    assertThat(reader.nextMessage()).isEmpty();
    assertThat(reader.waiting()).isEqualTo(1);
  }

  @Test
  void theArrayOfTheCallerIsLeftAlone() {
    byte[] given = {2, 7, 8, 2, 9};
    byte[] before = given.clone();

    reader.feed(given);
    reader.feed(new byte[] {10, 1, 1});

    assertThat(given).isEqualTo(before);
  }

  @Test
  void aFrameThatIsTooLongIsRefusedBeforeItIsThere() {
    byte[] announced = Uvarint.encode(301);

    assertThatThrownBy(() -> reader.feed(announced))
        .isInstanceOf(WireException.class)
        .hasMessage("a frame of 301 bytes; at most 300 may come");
    assertThatThrownBy(() -> new FrameReader(5).feed(Uvarint.encode(Long.MAX_VALUE)))
        .isInstanceOf(WireException.class);
  }

  @Test
  void aLengthThatIsNotWrittenWellIsRefused() {
    assertThatThrownBy(() -> reader.feed(new byte[] {(byte) 0x80, 0}))
        .isInstanceOf(WireException.class);
  }

  @Test
  void aNegativeLimitIsTheCallersFault() {
    assertThatThrownBy(() -> new FrameReader(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertNumber(ProtoReader message, long number) {
    assertThat(message.next()).isTrue();
    assertThat(message.uint64()).isEqualTo(number);
    assertThat(message.next()).isFalse();
  }
}
