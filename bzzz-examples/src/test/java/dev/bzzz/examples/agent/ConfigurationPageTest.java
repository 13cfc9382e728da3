package dev.bzzz.examples.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.bzzz.examples.MarkdownPage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says what {@link ConfigReader} takes. */
final class ConfigurationPageTest {
  private static final MarkdownPage PAGE = MarkdownPage.read("docs/configuration.md");
  private static final Pattern ROW = Pattern.compile("\\| `([a-zA-Z.]+)` \\| `(BZZZ_[A-Z_]+)` .*");

  @Test
  void theTableHasExactlyTheKeysThereAre() {
    Map<String, String> table = new TreeMap<>();
    PAGE.lines().stream()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .forEach(row -> table.put(row.group(1), row.group(2)));

    Map<String, String> keys =
        Arrays.stream(ConfigKey.values())
            .collect(Collectors.toMap(ConfigKey::path, ConfigKey::variable));

    assertThat(table).isEqualTo(new TreeMap<>(keys));
  }

  @Test
  void theExampleIsTaken() {
    String example =
        PAGE.blocks().stream()
            .filter(block -> block.language().equals("yaml"))
            .findFirst()
            .orElseThrow()
            .text();

    assertThatCode(
            () ->
                ConfigReader.parse(
                    example.getBytes(UTF_8), "the example", Path.of("/etc/bzzz"), Map.of()))
        .doesNotThrowAnyException();
  }
}
