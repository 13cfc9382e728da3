package dev.bzzz.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtoReaderTest {
  @Test
  void fieldsComeInTheirOrder() {
    ProtoReader reader =
        new ProtoReader(
            new ProtoWriter(0)
                .uint64(1, 300)
                .string(2, "grün")
                .bytes(3, new byte[] {1, 2})
                .bool(4, true)
                .message(5, new ProtoWriter().uint64(1, -1))
                .toByteArray());

    assertThat(reader.next()).isTrue();
    assertThat(reader.field()).isEqualTo(1);
    assertThat(reader.uint64()).isEqualTo(300);
    assertThat(reader.next()).isTrue();
    assertThat(reader.length()).isEqualTo(5);
    assertThat(reader.string()).isEqualTo("grün");
    assertThat(reader.next()).isTrue();
    assertThat(reader.bytes()).containsExactly(1, 2);
    assertThat(reader.next()).isTrue();
    assertThat(reader.bool()).isTrue();
    assertThat(reader.next()).isTrue();
    ProtoReader inner = reader.message();
    assertThat(inner.next()).isTrue();
    assertThat(inner.uint64()).isEqualTo(-1);
    assertThat(inner.next()).isFalse();
    assertThat(reader.next()).isFalse();
  }

  @Test
  void whatIsNotReadIsSkippedWhateverItIs() {
    // 1: varint, 2: 8 bytes, 3: length, 4: 4 bytes, 536870911: varint
    ProtoReader reader =
        reader("0801" + "110000000000000000" + "1a0161" + "2500000000" + "f8ffffff0f07");
    int last = 0;

    while (reader.next()) {
      last = reader.field();
    }

    assertThat(last).isEqualTo(536870911);
  }

  @Test
  void aGroupIsSkippedAsOneFieldWithAllThatIsInIt() {
    // 1: a group of a varint, of group 1 and of a text that looks like an end; 2: varint
    ProtoReader reader = reader("0b" + "0807" + "0b0c" + "0a020c0c" + "0c" + "1005");

    assertThat(reader.next()).isTrue();
    assertThat(reader.field()).isEqualTo(1);
    assertThat(reader.next()).isTrue();
    assertThat(reader.field()).isEqualTo(2);
    assertThat(reader.uint64()).isEqualTo(5);
    assertThat(reader.next()).isFalse();
  }

  @Test
  void groupsLieWithinEachOtherUpToABound() {
    String most = "0b".repeat(ProtoReader.MAX_NESTED_GROUPS) + "0c".repeat(100) + "1005";
    ProtoReader reader = reader(most + most);
    int fields = 0;
    while (reader.next()) {
      fields++;
    }

    assertThat(fields).isEqualTo(4);
    for (int count : new int[] {ProtoReader.MAX_NESTED_GROUPS + 1, 1 << 20}) {
      ProtoReader deeper = reader("0b".repeat(count) + "0c".repeat(count));
      deeper.next();
      assertThatThrownBy(deeper::next)
          .isInstanceOf(WireException.class)
          .hasMessage("more than 100 groups lie within each other");
    }
  }

  @Test
  void aGroupIsNoValueThatCanBeRead() {
    ProtoReader reader = reader("0b0c");
    reader.next();

    assertThatThrownBy(reader::message)
        .isInstanceOf(WireException.class)
        .hasMessage("field 1 has wire type 3, not 2");
  }

  @Test
  void integersOfOthersNeedNotBeInTheFewestBytes() {
    ProtoReader reader = reader("088000");

    assertThat(reader.next()).isTrue();
    assertThat(reader.uint64()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "00, number is from 1",
    "0f, wire type 7",
    "0b, ends within group 1",
    "0b0b0c, ends within group 1",
    "0b0a, ends within an integer",
    "0b0f, wire type 7",
    "0b14, group 1 ends as group 2",
    "0b130c14, group 2 ends as group 1",
    "0b0c0c, wire type 4",
    "0c, wire type 4",
    "08, ends within an integer",
    "0880, ends within an integer",
    "08ffffffffffffffffff02, more than 64 bits",
    "08ffffffffffffffffffff01, more than 10 bytes",
    "0a, ends within an integer",
    "0a01, longer than the message",
    "0affffffff07, longer than the message",
    "0affffffffffffffffff01, longer than the message",
    "0900000000000000, longer than the message",
    "0d000000, longer than the message",
    "8080808010, number is from 1",
    "ffffffffffffffffff01, number is from 1"
  })
  void whatIsNoMessageIsRefused(String hex, String why) {
    ProtoReader reader = reader(hex);

    assertThatThrownBy(
            () -> {
              while (reader.next()) {
                assertThat(reader.field()).isPositive();
              }
            })
        .isInstanceOf(WireException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aFieldOfAnotherTypeIsRefused() {
    ProtoReader number = reader("0801");
    ProtoReader bytes = reader("0a00");
    number.next();
    bytes.next();

    assertThatThrownBy(number::bytes).isInstanceOf(WireException.class).hasMessageContaining("1");
    assertThatThrownBy(bytes::uint64).isInstanceOf(WireException.class);
  }

  @Test
  void aTextThatIsNotUtf8IsRefused() {
    ProtoReader reader = reader("0a02c328");
    reader.next();

    assertThatThrownBy(reader::string)
        .isInstanceOf(WireException.class)
        .hasMessage("field 1 is not UTF-8");
  }

  @Test
  void theCharacterThatStandsForWhatIsNotUtf8MayBeWritten() {
    ProtoReader reader = reader("0a05efbfbd4142");
    reader.next();

    assertThat(reader.string()).isEqualTo("\uFFFDAB");
    assertThat(reader.next()).isFalse();
  }

  @Test
  void aFieldIsReadOnce() {
    ProtoReader reader = reader("0801");
    reader.next();
    reader.uint64();

    assertThatThrownBy(reader::uint64).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRefusalCostsNoStackTrace() {
    assertThat(new WireException("no").getStackTrace()).isEmpty();
  }

  private static ProtoReader reader(String hex) {
    return new ProtoReader(HexFormat.of().parseHex(hex));
  }
}
