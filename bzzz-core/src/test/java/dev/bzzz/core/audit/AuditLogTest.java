package dev.bzzz.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("logs/audit.jsonl");
  }

  @Test
  void entriesAreOnTheDiskWhenAcceptReturns() throws Exception {
    try (var log = open()) {
      log.accept(AuditFiles.step("one"));

      assertThat(events()).containsExactly("opened", "work-progressed");
      assertThat(AuditVerifier.verify(file, AuditFiles.AGENT.id()).ok()).isTrue();
    }
    assertThat(events()).containsExactly("opened", "work-progressed", "closed");
    assertThat(AuditVerifier.verify(file).entries()).isEqualTo(3);
  }

  @Test
  void logIsContinued() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (var log = open()) {
        log.accept(AuditFiles.step("session " + i));
      }
    }

    assertThat(AuditVerifier.verify(file).entries()).isEqualTo(9);
    assertThat(AuditVerifier.verify(file).notes()).isEmpty();
  }

  @Test
  void longLogIsContinuedByItsTail() throws Exception {
    Files.createDirectories(file.getParent());
    List<byte[]> lines = AuditFiles.lines(AuditFiles.AGENT, 500);
    AuditFiles.writeWithHead(file, AuditFiles.AGENT, lines);
    assertThat(Files.size(file)).isGreaterThan(150_000);

    open().close();

    assertThat(AuditVerifier.verify(file).entries()).isEqualTo(502);
  }

  @Test
  void secondWriterIsTurnedAwayAndHarmsNothing() throws Exception {
    try (var log = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("this process is writing it");
      log.accept(AuditFiles.step("still mine"));
    }
    open().close();

    assertThat(AuditVerifier.verify(file).ok()).isTrue();
  }

  @Test
  void writerInAnotherProcessIsTurnedAway() throws Exception {
    Process other = new ProcessBuilder(otherWriter()).redirectErrorStream(true).start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("open");

      assertThatThrownBy(this::open)
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("another process is writing it");
    } finally {
      other.destroyForcibly().waitFor();
    }
    open().close();

    assertThat(events()).containsExactly("opened", "opened", "closed");
    assertThat(AuditVerifier.verify(file).ok()).isTrue();
  }

  @Test
  void tornLastLineIsKeptAsideAndReported() throws Exception {
    crashed();
    Files.writeString(file, "{\"agent\":\"torn ä", StandardOpenOption.APPEND);

    open().close();

    assertThat(folder.resolve("logs/audit.jsonl.torn-3")).hasContent("{\"agent\":\"torn ä");
    assertThat(events())
        .containsExactly("opened", "work-progressed", "repaired", "opened", "closed");
    assertThat(entry(2).path("data").path("bytes").asInt()).isEqualTo(17);
    assertThat(entry(2).path("data").path("kept").asText()).isEqualTo("audit.jsonl.torn-3");
    assertThat(AuditVerifier.verify(file).ok()).isTrue();
  }

  @Test
  void headThatMissedTheLastEntriesIsCaughtUp() throws Exception {
    crashed();
    byte[] old = Files.readAllBytes(AuditLog.headOf(file));
    open().close();
    Files.write(AuditLog.headOf(file), old);

    open().close();

    assertThat(AuditVerifier.verify(file).entries()).isEqualTo(6);
    assertThat(AuditVerifier.verify(file).notes()).isEmpty();
  }

  @Test
  void damagedLogIsNeitherContinuedNorTouched() throws Exception {
    crashed();
    byte[] whole = Files.readAllBytes(file);
    int cut = new String(whole, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
    byte[] changed = whole.clone();
    changed[cut + 40] ^= 1;
    List<byte[]> damages =
        List.of(
            changed, java.util.Arrays.copyOf(whole, cut), java.util.Arrays.copyOf(whole, cut + 9));
    for (byte[] damage : damages) {
      Files.write(file, damage);

      assertThatThrownBy(this::open)
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("entry 2")
          .hasMessageContaining("start a new file");
      assertThat(Files.readAllBytes(file)).isEqualTo(damage);
    }
  }

  @Test
  void logOfAnotherAgentIsNotContinued() throws Exception {
    open().close();

    assertThatThrownBy(() -> AuditLog.open(file, AuditFiles.OTHER))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("FORGED");
  }

  @Test
  void eventOfAnotherAgentIsRefused() {
    try (var log = open()) {
      assertThatThrownBy(() -> log.accept(AuditFiles.step(AuditFiles.OTHER.id(), "not mine")))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("open one for each agent");
    }
  }

  @Test
  void interruptedThreadStillWrites() throws Exception {
    try (var log = open()) {
      Thread.currentThread().interrupt();
      log.accept(AuditFiles.step("interrupted"));

      assertThat(Thread.interrupted()).isTrue();
      log.accept(AuditFiles.step("afterwards"));
    }

    assertThat(AuditVerifier.verify(file).entries()).isEqualTo(4);
  }

  @Test
  void manyThreadsWriteOneChain() throws Exception {
    var pool = Executors.newFixedThreadPool(4);
    try (var log = open()) {
      List<Callable<Void>> calls =
          IntStream.range(0, 40)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        log.accept(AuditFiles.step("thread " + i));
                        return null;
                      })
              .toList();
      for (var call : pool.invokeAll(calls)) {
        call.get();
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(AuditVerifier.verify(file).entries()).isEqualTo(42);
  }

  @Test
  void longAndOddTextsFitOneLine() throws Exception {
    String odd = "\n\r\u0000\u2028\ud800\"}{";
    try (var log = open()) {
      log.accept(AuditFiles.step(odd));
      log.accept(AuditFiles.step("\u0001".repeat(100_000)));
      log.accept(AuditFiles.step("ä".repeat(5000)));
    }

    assertThat(AuditVerifier.verify(file).entries()).isEqualTo(5);
    assertThat(entry(1).path("data").path("step").asText())
        .isEqualTo(odd.replace('\ud800', '\ufffd'));
    assertThat(entry(2).path("data").path("step").asText()).endsWith("… (cut, 100000 characters)");
    assertThat(lines()).allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= 16384);
  }

  @Test
  void fileThatSomebodyElseChangesMeanwhileIsNotWrittenOn() throws Exception {
    var log = open();
    try (var foreign = new RandomAccessFile(file.toFile(), "rw")) {
      foreign.setLength(foreign.length() - 10);
    }

    assertThatThrownBy(() -> log.accept(AuditFiles.step("lost")))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("somebody else has changed the file");
    assertThatThrownBy(() -> log.accept(AuditFiles.step("lost")))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("it is closed");
    log.close();
  }

  @Test
  void keyIsNowhereInTheFiles() throws Exception {
    byte[] seed = new byte[32];
    seed[0] = 1; // that of AuditFiles.AGENT
    open().close();

    try (Stream<Path> files = Files.list(file.getParent())) {
      for (Path each : files.toList()) {
        assertThat(Files.readString(each))
            .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(seed));
      }
    }
  }

  private AuditLog open() {
    return AuditLog.open(file, AuditFiles.AGENT);
  }

  /** Leaves a log of two entries as a killed agent would. */
  private void crashed() throws IOException {
    Path head = AuditLog.headOf(file);
    byte[] bytes;
    byte[] headBytes;
    try (var log = open()) {
      log.accept(AuditFiles.step("last"));
      bytes = Files.readAllBytes(file);
      headBytes = Files.readAllBytes(head);
    }
    Files.write(file, bytes);
    Files.write(head, headBytes);
  }

  private List<String> otherWriter() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        OtherWriter.class.getName(),
        file.toString());
  }

  private List<String> lines() throws IOException {
    return Files.readString(file).lines().toList();
  }

  private JsonNode entry(int index) throws IOException {
    return CanonicalJson.read(lines().get(index).getBytes(StandardCharsets.UTF_8));
  }

  private List<String> events() throws IOException {
    return lines().stream()
        .map(line -> CanonicalJson.read(line.getBytes(StandardCharsets.UTF_8)))
        .map(json -> json.path("event").asText())
        .toList();
  }

  /** Holds a log open until it is killed. */
  static final class OtherWriter {
    public static void main(String[] args) throws IOException {
      try (var log = AuditLog.open(Path.of(args[0]), AuditFiles.AGENT)) {
        System.out.println("open");
        int end = System.in.read();
        log.accept(AuditFiles.step("end of input " + end));
      }
    }
  }
}
