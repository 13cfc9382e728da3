package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base58Test {
  /** Vectors of the base58 draft of the IETF and of Bitcoin's tests. */
  @ParameterizedTest
  @CsvSource({
    "48656c6c6f20576f726c6421, 2NEpo7TZRRrLZSi2U",
    "0000287fb4cd, 11233QC4",
    "'', ''",
    "61, 2g",
    "00000000000000000000, 1111111111",
    "516b6fcd0f, ABnLTmg",
    "ff, 5Q"
  })
  void base58IsAsOthersWriteIt(String hex, String base58) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(Base58.encode(bytes)).isEqualTo(base58);
    assertThat(Base58.decode(base58))
        .hasValueSatisfying(decoded -> assertThat(decoded).isEqualTo(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "O", "I", "l", "a b", "ä", "-"})
  void otherCharactersAreNoBase58(String text) {
    assertThat(Base58.decode(text)).isEmpty();
  }
}
