package dev.bzzz.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.audit.AuditReport.Kind;
import dev.bzzz.core.audit.AuditReport.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

class AuditVerifierPropertyTest {
  private static final int MAX = 12;
  private static final List<List<byte[]>> LOGS = new ArrayList<>();

  private Path folder;
  private Path file;

  @BeforeTry
  void createFolder() throws IOException {
    folder = Files.createTempDirectory("bzzz-audit-");
    file = folder.resolve("audit.jsonl");
    while (LOGS.size() <= MAX) {
      LOGS.add(AuditFiles.lines(AuditFiles.AGENT, LOGS.size()));
    }
  }

  @AfterTry
  void removeFolder() throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(AuditLog.headOf(file));
    Files.delete(folder);
  }

  @Property(tries = 150)
  void anyChangedByteIsFoundInItsLine(
      @ForAll @IntRange(min = 1, max = MAX) int entries,
      @ForAll @IntRange(min = 0, max = 1_000_000) int where,
      @ForAll @IntRange(min = 1, max = 255) int difference)
      throws IOException {
    List<byte[]> lines = log(entries);
    byte[] bytes = AuditFiles.joined(lines);
    int at = where % bytes.length;
    bytes[at] ^= (byte) difference;
    Files.write(file, bytes);

    Problem problem = problem();

    assertThat(problem.line()).isEqualTo(lineAt(lines, at));
    assertThat(problem.seq()).isEqualTo(lineAt(lines, at));
    assertThat(problem.kind()).isIn(Kind.CHANGED, Kind.MALFORMED, Kind.TORN);
  }

  @Property(tries = 40)
  void anyMissingLineIsNamed(
      @ForAll @IntRange(min = 1, max = MAX) int entries, @ForAll @IntRange(max = MAX) int which)
      throws IOException {
    List<byte[]> lines = log(entries);
    int index = which % entries;
    lines.remove(index);
    AuditFiles.write(file, lines);

    Problem problem = problem();

    assertThat(problem.seq()).isEqualTo(index + 1);
    assertThat(problem.kind()).isEqualTo(index == entries - 1 ? Kind.TRUNCATED : Kind.DROPPED);
  }

  @Property(tries = 40)
  void anySwappedLinesAreNamed(
      @ForAll @IntRange(min = 2, max = MAX) int entries,
      @ForAll @IntRange(max = MAX) int one,
      @ForAll @IntRange(min = 1, max = MAX) int step)
      throws IOException {
    List<byte[]> lines = log(entries);
    int first = one % (entries - 1);
    int second = first + 1 + (step - 1) % (entries - 1 - first);
    Collections.swap(lines, first, second);
    AuditFiles.write(file, lines);

    Problem problem = problem();

    assertThat(problem.kind()).isEqualTo(Kind.REORDERED);
    assertThat(problem.line()).isEqualTo(first + 1);
    assertThat(problem.seq()).isEqualTo(second + 1);
  }

  @Property(tries = 40)
  void anyRepeatedLineIsNamed(
      @ForAll @IntRange(min = 1, max = MAX) int entries,
      @ForAll @IntRange(max = MAX) int which,
      @ForAll @IntRange(max = MAX) int further)
      throws IOException {
    List<byte[]> lines = log(entries);
    int index = which % entries;
    int target = index + 1 + further % (entries - index);
    lines.add(target, lines.get(index));
    AuditFiles.write(file, lines);

    Problem problem = problem();

    assertThat(problem.kind()).isEqualTo(Kind.REORDERED);
    assertThat(problem.line()).isEqualTo(target + 1);
    assertThat(problem.seq()).isEqualTo(index + 1);
  }

  @Property(tries = 100)
  void anyCutIsNamed(
      @ForAll @IntRange(min = 1, max = MAX) int entries,
      @ForAll @IntRange(min = 0, max = 1_000_000) int where)
      throws IOException {
    List<byte[]> lines = log(entries);
    byte[] bytes = AuditFiles.joined(lines);
    int at = where % bytes.length;
    Files.write(file, Arrays.copyOf(bytes, at));

    Problem problem = problem();

    assertThat(problem.seq()).isEqualTo(lineAt(lines, at));
    assertThat(problem.kind()).isIn(Kind.TRUNCATED, Kind.TORN);
  }

  private List<byte[]> log(int entries) throws IOException {
    List<byte[]> lines = new ArrayList<>(LOGS.get(entries));
    AuditFiles.writeWithHead(file, AuditFiles.AGENT, lines);
    return lines;
  }

  private Problem problem() {
    return AuditVerifier.verify(file).problem().orElseThrow();
  }

  private static long lineAt(List<byte[]> lines, int at) {
    int line = 0;
    for (int rest = at; rest > lines.get(line).length; line++) {
      rest -= lines.get(line).length + 1;
    }
    return line + 1;
  }
}
