package dev.bzzz.git.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.LineReader;
import dev.bzzz.core.OwnerOnly;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.PlainText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every call to a host, as lines of JSON in a file that only its owner can read. When the file has
 * {@value #MAX_BYTES} bytes it becomes {@code FILE.1}, in place of the one before. Safe for use by
 * many threads; for one process.
 */
public final class AccessLog implements Consumer<Access> {
  /** Longest file, in bytes; together with the one before, twice as much. */
  public static final long MAX_BYTES = 8 * 1024 * 1024;

  private static final int MAX_LINE = 8192;
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final long maxBytes;
  private boolean failing;

  private AccessLog(Path file, long maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
  }

  /**
   * Goes on with a file, or begins it.
   *
   * @throws PermanentException if it cannot be written
   */
  public static AccessLog open(Path file) {
    return open(file, MAX_BYTES);
  }

  static AccessLog open(Path file, long maxBytes) {
    AccessLog log = new AccessLog(file.toAbsolutePath(), maxBytes);
    try {
      log.append(new byte[0]);
    } catch (IOException e) {
      throw failed("open", file, e);
    }
    return log;
  }

  @Override
  public synchronized void accept(Access access) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("at", access.at().toString())
        .put("verb", access.verb())
        .put("url", access.url())
        .put("token", access.token())
        .put("answer", access.answer())
        .put("ms", access.ms());
    try {
      append((json + "\n").getBytes(StandardCharsets.UTF_8));
      failing = false;
    } catch (IOException e) {
      if (!failing) { // once, not for every call
        LOG.warn("calls to hosts are not logged now: file={} cause={}", file, e.toString());
      }
      failing = true;
    }
  }

  /**
   * Tells every call that a file and the one before it hold, oldest first. Lines that are none are
   * left out; the last one may be half written.
   *
   * @throws PermanentException if there is no such file, or it cannot be read
   */
  public static void read(Path file, Consumer<Access> each) {
    try {
      if (Files.exists(before(file))) {
        readOne(before(file), each);
      }
      readOne(file, each);
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  private static void readOne(Path file, Consumer<Access> each) throws IOException {
    try (LineReader lines = new LineReader(file, 0, MAX_LINE)) {
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        access(line.get().bytes()).ifPresent(each);
      }
    }
  }

  private static Optional<Access> access(byte[] line) {
    try {
      JsonNode json = JSON.readTree(new String(line, StandardCharsets.UTF_8));
      return Optional.of(
          new Access(
              Instant.parse(json.path("at").asText()),
              text(json, "verb"),
              text(json, "url"),
              text(json, "token"),
              text(json, "answer"),
              json.path("ms").asLong()));
    } catch (JsonProcessingException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String text(JsonNode json, String field) {
    return PlainText.line(json.path(field).asText(), MAX_LINE);
  }

  private void append(byte[] line) throws IOException {
    if (Files.exists(file) && Files.size(file) + line.length > maxBytes) {
      Files.move(file, before(file), StandardCopyOption.REPLACE_EXISTING);
    }
    try (SeekableByteChannel out =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            OwnerOnly.attributes(file))) {
      ByteBuffer left = ByteBuffer.wrap(line);
      while (left.hasRemaining()) {
        out.write(left);
      }
    }
  }

  private static Path before(Path file) {
    return file.resolveSibling(file.getFileName() + ".1");
  }

  private static PermanentException failed(String action, Path file, IOException e) {
    return new PermanentException(
        "cannot " + action + " the log of calls to hosts " + file + ": " + e + "; check the path",
        e);
  }
}
