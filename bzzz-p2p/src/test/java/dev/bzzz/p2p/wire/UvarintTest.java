package dev.bzzz.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UvarintTest {
  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "1, 01",
    "127, 7f",
    "128, 8001",
    "255, ff01",
    "273, 9102",
    "421, a503",
    "16383, ff7f",
    "16384, 808001",
    "9223372036854775807, ffffffffffffffff7f"
  })
  void integersAreWrittenInTheFewestBytes(long value, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(Uvarint.encode(value)).isEqualTo(bytes);
    assertThat(Uvarint.size(value)).isEqualTo(bytes.length);
    assertThat(Uvarint.read(bytes, 0, bytes.length)).isEqualTo(value);
    for (int end = 0; end < bytes.length; end++) {
      assertThat(Uvarint.read(bytes, 0, end)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"8000", "808000", "ff00", "ffffffffffffffffff01", "808080808080808080"})
  void integersInMoreBytesAreRefused(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThatThrownBy(() -> Uvarint.read(bytes, 0, bytes.length))
        .isInstanceOf(WireException.class);
  }

  @Test
  void aNegativeNumberIsALargeOneInTenBytes() {
    assertThat(Uvarint.size(-1)).isEqualTo(10);
    assertThat(HexFormat.of().formatHex(Uvarint.encode(-1))).isEqualTo("ffffffffffffffffff01");
  }

  @Test
  void aPrefixIsTheLengthOfTheRest() {
    byte[] framed = Uvarint.prefixed(new byte[300]);

    assertThat(framed).hasSize(302);
    assertThat(Arrays.copyOf(framed, 2)).containsExactly(0xac, 0x02);
  }
}
