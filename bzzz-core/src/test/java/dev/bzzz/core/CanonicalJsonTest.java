package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.claim.ClaimPolicy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
  /** RFC 8785, section 3.2.2, without its fractions: what strings and literals look like. */
  @Test
  void stringsAndLiteralsAreWrittenAsInTheRfc() {
    String json =
        """
        {
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }
        """;

    assertThat(canonical(json))
        .isEqualTo(
            "{\"literals\":[null,true,false],"
                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  /** RFC 8785, section 3.2.3: names are ordered by their UTF-16 code units. */
  @Test
  void namesAreOrderedAsInTheRfc() {
    String json =
        """
        {
          "\\u20ac": "Euro Sign",
          "\\r": "Carriage Return",
          "\\ufb33": "Hebrew Letter Dalet With Dagesh",
          "1": "One",
          "\\ud83d\\ude00": "Emoji: Grinning Face",
          "\\u0080": "Control",
          "\\u00f6": "Latin Small Letter O With Diaeresis"
        }
        """;

    assertThat(canonical(json))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\","
                + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  @Test
  void orderHoldsAtEveryDepthAndArraysKeepTheirs() {
    assertThat(canonical("[ {\"b\":{\"y\":[],\"x\":{}} , \"a\":[3,1,2]} ]"))
        .isEqualTo("[{\"a\":[3,1,2],\"b\":{\"x\":{},\"y\":[]}}]");
  }

  @Test
  void controlCharactersHaveTheShortestEscape() {
    assertThat(canonical("\"\\u0008\\u0009\\u000a\\u000c\\u000d\\u0000\\u001f\\u007f\""))
        .isEqualTo("\"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\"");
  }

  @Test
  void integersKeepTheirValueUpToTheLimit() {
    assertThat(canonical("[9007199254740991,-9007199254740991,0,-0]"))
        .isEqualTo("[9007199254740991,-9007199254740991,0,0]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740992",
        "-9007199254740992",
        "1.0",
        "1e2",
        "9223372036854775808",
        "-9223372036854775808",
        "[[1.5]]"
      })
  void otherNumbersAreRefused(String number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> canonical(number))
        .withMessageContaining("not an integer below 2^53");
  }

  @Test
  void halfACharacterIsRefused() {
    for (String text : new String[] {"\ud83d", "\ude00", "\ude00\ud83d", "\ud83dx"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CanonicalJson.write(JsonNodeFactory.instance.textNode(text)))
          .withMessageContaining("unpaired surrogate");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\":1,\"a\":2}",
        "1 2",
        "{} x",
        "nul",
        "{'a':1}",
        "[1,]",
        "NaN",
        "01",
        "\"\n\"",
        "// comment\n1"
      })
  void whatIsNotOneJsonValueIsRefusedInOneLine(String text) {
    assertThatThrownBy(() -> canonical(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not JSON")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalJson.read(new byte[] {'"', (byte) 0xc3, '"'}));
  }

  @Test
  void nestingHasALimit() {
    int limit = CanonicalJson.MAX_DEPTH;

    assertThat(canonical("[".repeat(limit) + "]".repeat(limit))).hasSize(2 * limit);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> canonical("[".repeat(limit + 1) + "]".repeat(limit + 1)))
        .withMessage("not JSON: Document nesting depth (33) exceeds the maximum allowed (32)");
  }

  private static String canonical(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new String(CanonicalJson.write(CanonicalJson.read(bytes)), StandardCharsets.UTF_8);
  }

  @Test
  void theWordsOfATextThatIsNoJsonAreNotToldForItMayBeASecret() {
    assertThatThrownBy(() -> CanonicalJson.read("CAESQItDLZHc".getBytes(StandardCharsets.UTF_8)))
        .hasMessageStartingWith("not JSON: Unrecognized token: was expecting")
        .hasMessageNotContaining("CAES");
  }

  @Test
  void anUnfinishedTextIsSaidInOneLineWithoutItsSource() {
    assertThatThrownBy(() -> CanonicalJson.read("{".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected close marker for Object")
        .hasMessageNotContainingAny("Source", "\n");
  }

  /** Nobody who wrote a scenario or a policy by hand knows the library that reads it. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "NaN | only numbers in digits are known (line 1, column 4)",
        "+1 | JSON spec does not allow numbers to have plus signs (line 1, column 2)",
        "// x | comments are not known (line 1, column 1)",
        "{} {} | something follows the value (line 1, column 4)",
        "[1} | Unexpected close marker '}': expected ']' (line 1, column 3)",
        "{\"a\":1 | Unexpected end-of-input: expected close marker for Object (line 1, column 7)",
        "\"a | Unexpected end-of-input in a text (line 1, column 3)",
        "1e | Unexpected end-of-input in a number or a word (line 1, column 3)",
        "\"\u0001\" | Illegal unquoted character (code 1): has to be escaped",
        "{\"aB\":1,\"aB\":2} | Duplicate field 'aB' (line 1, column 13)",
      })
  void whatIsWrongIsSaidWithoutTheWordsOfALibrary(String text, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalJson.read(text.getBytes(StandardCharsets.UTF_8)))
        .withMessageStartingWith("not JSON: ")
        .withMessageContaining(why)
        .withMessageNotContainingAny("Feature", "Constraints", "CTRL-CHAR", "VALUE_", "Source");
  }

  /** The library takes the beginning for that of another encoding, in which the rest is wrong. */
  @Test
  void bytesThatLookLikeAnotherEncodingAreRefused() {
    byte[] bytes = {0, 0, (byte) 0xfe, (byte) 0xff, 0x7f, 0, 0, 0x10};

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalJson.read(bytes))
        .withMessage("not JSON: the text is not UTF-8");
    assertThatThrownBy(() -> ClaimPolicy.parse(bytes, "acme/shop"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("not JSON: the text is not UTF-8");
  }
}
