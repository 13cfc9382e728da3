package dev.bzzz.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.audit.AuditReport.Kind;
import dev.bzzz.core.audit.AuditReport.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifierTest {
  @TempDir Path folder;
  private Path file;
  private List<byte[]> lines;

  @BeforeEach
  void writeLog() throws IOException {
    file = folder.resolve("audit.jsonl");
    lines = AuditFiles.lines(AuditFiles.AGENT, 10);
    AuditFiles.writeWithHead(file, AuditFiles.AGENT, lines);
  }

  @Test
  void goodLogIsGood() {
    AuditReport report = AuditVerifier.verify(file, AuditFiles.AGENT.id());

    assertThat(report.ok()).isTrue();
    assertThat(report.entries()).isEqualTo(10);
    assertThat(report.agent()).contains(AuditFiles.AGENT.id());
    assertThat(report.notes()).isEmpty();
  }

  @Test
  void changedTextIsNamed() throws IOException {
    String text = new String(lines.get(4), StandardCharsets.UTF_8).replace("\\\"5", "\\\"6");
    lines.set(4, text.getBytes(StandardCharsets.UTF_8));

    assertProblem(Kind.CHANGED, 5, 5);
  }

  @Test
  void swappedLinesNameTheEntryThatCameTooEarly() throws IOException {
    Collections.swap(lines, 4, 5);

    assertProblem(Kind.REORDERED, 5, 6);
  }

  @Test
  void missingLineIsNamed() throws IOException {
    lines.remove(4);

    assertProblem(Kind.DROPPED, 5, 5);
  }

  @Test
  void missingEndIsNamedByTheHead() throws IOException {
    lines = lines.subList(0, 7);

    assertProblem(Kind.TRUNCATED, 8, 8);
  }

  @Test
  void aFolderIsNoLog() {
    assertThatThrownBy(() -> AuditVerifier.verify(folder))
        .hasMessage(
            "cannot check the audit log " + folder + ": it is a folder; name the log in it");
  }

  @Test
  void changedSignatureIsToldFromAForgedEntry() throws IOException {
    AuditEntry fifth = AuditEntry.parse(lines.get(4));
    ObjectNode resigned = (ObjectNode) CanonicalJson.read(lines.get(4));
    resigned.set("sig", CanonicalJson.read(lines.get(5)).path("sig"));
    lines.set(4, CanonicalJson.write(resigned));
    assertProblem(Kind.CHANGED, 5, 5);

    var place = new AuditEntry.Place(5, fifth.prev(), AuditFiles.NOW);
    ObjectNode forged =
        (ObjectNode)
            CanonicalJson.read(
                AuditEntry.seal(AuditFiles.OTHER, place, "stopped", resigned.objectNode()).line());
    lines.set(4, CanonicalJson.write(forged));
    assertProblem(Kind.FORGED, 5, 5);
  }

  @Test
  void logSignedAnewWithAnotherKeyIsForgedToWhoKnowsTheAgent() throws IOException {
    AuditFiles.writeWithHead(file, AuditFiles.OTHER, AuditFiles.lines(AuditFiles.OTHER, 10));

    AuditReport unknowing = AuditVerifier.verify(file);
    AuditReport knowing = AuditVerifier.verify(file, AuditFiles.AGENT.id());

    assertThat(unknowing.agent()).contains(AuditFiles.OTHER.id());
    assertThat(knowing.problem()).map(Problem::kind).contains(Kind.FORGED);
    assertThat(knowing.problem()).map(Problem::seq).contains(1L);
  }

  @Test
  void withoutHeadOnlyAClosedLogPasses() throws IOException {
    Files.delete(AuditLog.headOf(file));

    AuditReport closed = AuditVerifier.verify(file);
    AuditFiles.write(file, lines.subList(0, 9));
    AuditReport cut = AuditVerifier.verify(file);

    assertThat(closed.ok()).isTrue();
    assertThat(closed.notes()).hasSize(1).allMatch(note -> note.contains("no head file"));
    assertThat(cut.problem()).map(Problem::kind).contains(Kind.TRUNCATED);
    assertThat(cut.problem()).map(Problem::seq).contains(10L);
  }

  @Test
  void logThatIsBeingWrittenIsGoodWithANote() throws IOException {
    List<byte[]> longer = AuditFiles.lines(AuditFiles.AGENT, 12).subList(0, 11);
    AuditFiles.writeWithHead(file, AuditFiles.AGENT, longer.subList(0, 10));
    AuditFiles.write(file, longer);
    Files.write(
        file, "{\"agent\":\"12D".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);

    AuditReport report = AuditVerifier.verify(file);

    assertThat(report.ok()).isTrue();
    assertThat(report.entries()).isEqualTo(11);
    assertThat(report.notes())
        .anyMatch(note -> note.contains("1 entries behind"))
        .anyMatch(note -> note.contains("13 bytes of an incomplete entry"));
  }

  @Test
  void damagedOrForeignHeadIsNoProof() throws IOException {
    Path head = AuditLog.headOf(file);
    byte[] good = Files.readAllBytes(head);

    Files.write(head, new byte[] {'{'});
    assertThat(AuditVerifier.verify(file).problem()).map(Problem::kind).contains(Kind.MALFORMED);
    Files.write(head, new String(good, StandardCharsets.UTF_8).replace(":10,", ":11,").getBytes());
    assertThat(AuditVerifier.verify(file).problem()).map(Problem::kind).contains(Kind.FORGED);
    String hash = AuditEntry.parse(lines.get(9)).hash();
    Files.write(head, SignedHead.sign(AuditFiles.OTHER, 10, hash, AuditFiles.NOW).bytes());
    assertThat(AuditVerifier.verify(file).problem()).map(Problem::kind).contains(Kind.FORGED);
  }

  @Test
  void fileThatIsNoLogIsMalformedHoweverLongItsLines() throws IOException {
    Files.write(file, "x".repeat(1_000_000).concat("\n").getBytes(StandardCharsets.US_ASCII));

    assertThat(AuditVerifier.verify(file).problem()).map(Problem::kind).contains(Kind.MALFORMED);
    assertThatThrownBy(() -> AuditVerifier.verify(folder.resolve("missing")))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void hundredsOfEntriesAreChecked() throws IOException {
    lines = AuditFiles.lines(AuditFiles.AGENT, 500);
    AuditFiles.writeWithHead(file, AuditFiles.AGENT, lines);

    AuditReport report = AuditVerifier.verify(file);

    assertThat(report.ok()).isTrue();
    assertThat(report.entries()).isEqualTo(500);
  }

  private void assertProblem(Kind kind, long line, long seq) throws IOException {
    AuditFiles.write(file, lines);

    Problem problem = AuditVerifier.verify(file).problem().orElseThrow();

    assertThat(problem.kind()).isEqualTo(kind);
    assertThat(problem.line()).isEqualTo(line);
    assertThat(problem.seq()).isEqualTo(seq);
    assertThat(problem.text()).contains("entry " + seq);
  }
}
