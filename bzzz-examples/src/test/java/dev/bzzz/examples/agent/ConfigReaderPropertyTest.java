package dev.bzzz.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class ConfigReaderPropertyTest {
  @Property(tries = 2000)
  void anyTextGivesAConfigurationOrOneError(@ForAll("yaml") String text) {
    reads(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 1000)
  void anyBytesGiveAConfigurationOrOneError(@ForAll byte[] bytes) {
    reads(bytes);
  }

  @Property(tries = 1000)
  void anyVariableGivesAConfigurationOrOneError(@ForAll ConfigKey key, @ForAll String text) {
    String least =
        "agent: {name: ada, key: k}\nforge: {dir: d}\nllm: {backend: ollama, model: m}\n";

    try {
      parse(least.getBytes(StandardCharsets.UTF_8), Map.of(key.variable(), text));
    } catch (ConfigException e) {
      assertThat(e).hasMessageContaining("cannot use ").message().isNotEmpty();
    }
  }

  @Provide
  Arbitrary<String> yaml() {
    Arbitrary<String> keys =
        Arbitraries.of(ConfigKey.class)
            .flatMap(key -> Arbitraries.of(Arrays.asList(key.path().split("\\."))));
    Arbitrary<String> pieces =
        Arbitraries.oneOf(
            keys.map(key -> key + ": "),
            Arbitraries.of(
                "\n",
                "\n  ",
                "  ",
                "- ",
                "{",
                "}",
                "[",
                "]",
                ",",
                "&a ",
                "*a",
                "!x ",
                "? ",
                "|\n",
                ">\n",
                "'",
                "\"",
                "#",
                "---\n",
                "...\n",
                "\t",
                "5s",
                "7",
                "<<: ",
                "%YAML 9\n",
                "\r",
                "\uFEFF",
                "\u0000",
                "\u2028",
                "\uD800"),
            Arbitraries.strings().ofMaxLength(5));
    return pieces.list().ofMaxSize(30).map(list -> String.join("", list));
  }

  private static void reads(byte[] bytes) {
    try {
      parse(bytes, Map.of());
    } catch (ConfigException e) {
      assertThat(e.getMessage()).startsWith("cannot use bzzz.yaml").contains(": ");
    }
  }

  private static void parse(byte[] bytes, Map<String, String> environment) {
    assertThat(ConfigReader.parse(bytes, "bzzz.yaml", Path.of("/etc/bzzz"), environment))
        .isNotNull();
  }
}
