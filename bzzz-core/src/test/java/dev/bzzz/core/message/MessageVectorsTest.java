package dev.bzzz.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.Envelope;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.mesh.MessageType;
import dev.bzzz.core.testkit.TestAgents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/protocols.md} are the messages that agents send, byte by byte. */
class MessageVectorsTest {
  private static final Path PAGE = Path.of("..", "docs", "protocols.md");
  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)\n```", Pattern.DOTALL);

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }

  @Test
  void everyExampleOfThePageIsWhatAnAgentSends() throws IOException {
    Outbox outbox =
        new Outbox(
            TestAgents.agent(1),
            new MeshLink("bzzz", "b0".repeat(16), Verifier.ed25519()),
            new Random(1));
    List<String> sent = new ArrayList<>();
    for (Message message : Messages.all()) {
      byte[] wire = outbox.write(message, Instant.parse("2026-01-02T03:04:05Z"));
      sent.add(new String(wire, StandardCharsets.UTF_8));
    }

    List<String> shown = new ArrayList<>();
    Matcher examples = EXAMPLE.matcher(page());
    while (examples.find()) {
      shown.add(examples.group(1));
    }

    assertThat(shown).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void everyExampleIsSignedByWhomItNames() throws IOException {
    Matcher examples = EXAMPLE.matcher(page());
    while (examples.find()) {
      byte[] wire = examples.group(1).getBytes(StandardCharsets.UTF_8);

      assertThat(Envelope.decode(wire, Verifier.ed25519()))
          .isInstanceOf(Envelope.Decoded.Accepted.class);
    }
  }

  @Test
  void thePageNamesEveryFieldEveryTypeAndEveryReason() throws IOException {
    String page = page();
    TreeSet<String> names = new TreeSet<>();
    TreeSet<String> types = new TreeSet<>();
    for (Message message : Messages.all()) {
      JsonNode data = MessageWriter.write(message, "bzzz", TestAgents.agent(1).id());
      names.addAll(fields(data));
      types.add(message.type().wire());
    }
    names.removeIf(name -> name.equals("java") || name.equals("sh"));

    assertThat(names).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    assertThat(types).allSatisfy(type -> assertThat(page).contains("### `" + type + "`"));
    for (DropReason reason : DropReason.values()) {
      String word = reason.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
      assertThat(page).contains("`" + word + "`");
    }
    assertThat(types).contains(MessageType.TASK_BID.wire());
  }

  private static TreeSet<String> fields(JsonNode node) {
    TreeSet<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(child -> names.addAll(fields(child)));
    return names;
  }

  @Test
  void canonicalFormIsTheOnlyOneSent() throws IOException {
    Matcher examples = EXAMPLE.matcher(page());
    while (examples.find()) {
      byte[] wire = examples.group(1).getBytes(StandardCharsets.UTF_8);

      assertThat(CanonicalJson.write(CanonicalJson.read(wire))).isEqualTo(wire);
    }
  }
}
