package dev.bzzz.core.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Signer;
import dev.bzzz.core.agent.AgentEvent;
import dev.bzzz.core.agent.EventSink;
import dev.bzzz.core.audit.AuditReport.Problem;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of what one agent did: lines of JSON, each chained to the one before by its hash, signed
 * by the agent, and on the disk before {@link #accept} returns. {@link AuditVerifier} finds what
 * was changed. Safe for use by many threads; a file has one writer at a time.
 *
 * <p>Beside {@code FILE} lie {@code FILE.head}, the newest {@link SignedHead}, and {@code
 * FILE.lock}. The head is replaced after each entry but not forced to the disk, which would triple
 * the cost; after a power failure it may be some entries behind, and that is no damage. The
 * incomplete last line of an agent that was killed is moved to {@code FILE.torn-SEQ} when the log
 * is opened again.
 */
public final class AuditLog implements EventSink, AutoCloseable {
  static final String CLOSED = "closed";

  private static final String OPENED = "opened";
  private static final String REPAIRED = "repaired";
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  /** How much of a long log is checked when it is opened again. */
  private static final long TAIL_BYTES = 64 * 1024;

  private static final int MAX_TORN_FILES = 100;
  private static final int MAX_TORN_BYTES = 1 << 20;
  private static final int MIN_TEXT = 8;

  private final Path file;
  private final Signer signer;
  private final Clock clock;
  private final WriterLock lock;
  // Not a FileChannel: an interrupt of the writing thread would close it.
  private final RandomAccessFile out;
  private long seq;
  private String hash = AuditEntry.NO_HASH;
  private long end;
  private boolean open = true;

  private AuditLog(Path file, Signer signer, Clock clock, WriterLock lock) throws IOException {
    this.file = file;
    this.signer = signer;
    this.clock = clock;
    this.lock = lock;
    this.out = new RandomAccessFile(file.toFile(), "rw");
  }

  /**
   * Creates a log, or continues the agent's own.
   *
   * @throws PermanentException if somebody is writing it, if it is damaged, or if the disk fails
   */
  public static AuditLog open(Path file, Signer signer) {
    return open(file, signer, Clock.systemUTC());
  }

  static AuditLog open(Path file, Signer signer, Clock clock) {
    Path path = file.toAbsolutePath().normalize();
    WriterLock lock = null;
    AuditLog log = null;
    try {
      Files.createDirectories(path.getParent());
      lock = WriterLock.take(path);
      log = new AuditLog(path, signer, clock, lock);
      log.start();
      AuditLog started = log;
      lock = null;
      log = null;
      return started;
    } catch (IOException e) {
      throw new PermanentException(
          "cannot open the audit log " + path + ": " + e + "; choose a writable place", e);
    } finally {
      closeQuietly(log == null ? null : log.out);
      closeQuietly(lock);
    }
  }

  /** The file that holds a log's newest head. */
  public static Path headOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".head");
  }

  /**
   * Writes an event, its texts cut where the entry would be longer than 16 KiB.
   *
   * @throws PermanentException if it cannot be kept; then nothing more is taken
   */
  @Override
  public synchronized void accept(AgentEvent event) {
    if (!event.agent().equals(signer.id())) {
      throw new PermanentException(
          "cannot log an event of agent "
              + event.agent()
              + " in "
              + file
              + ": it is the log of "
              + signer.id()
              + "; open one for each agent");
    }
    for (int length = EventJson.MAX_LENGTH; length >= MIN_TEXT; length /= 2) {
      AuditEntry entry = seal(event.at(), EventJson.name(event), EventJson.data(event, length));
      byte[] line = entry.line();
      if (line.length <= AuditEntry.MAX_BYTES) {
        append(entry, line);
        return;
      }
    }
    throw new AssertionError("an event of short texts is longer than an entry: " + event);
  }

  /** Writes that the log ends well, and lets others write it. Does nothing the second time. */
  @Override
  public synchronized void close() {
    if (!open) {
      return;
    }
    try {
      append(CLOSED, JsonNodeFactory.instance.objectNode());
    } finally {
      release();
    }
  }

  private void start() throws IOException {
    var head = AuditVerifier.HeadFile.read(headOf(file));
    if (out.length() == 0 && !head.present()) {
      writeHead(clock.instant());
    } else {
      resume(head);
    }
    append(OPENED, JsonNodeFactory.instance.objectNode());
  }

  private void resume(AuditVerifier.HeadFile head) throws IOException {
    ChainWalk walk = walk(head.head());
    Optional<Problem> problem = AuditVerifier.judge(walk, head, new ArrayList<>());
    if (problem.isPresent()) {
      throw new PermanentException(
          "cannot continue the audit log "
              + file
              + ": "
              + problem.get().text()
              + " ("
              + problem.get().kind()
              + "); keep it for inspection with 'bzzz audit verify' and start a new file");
    }
    seq = walk.seq();
    hash = walk.hash();
    end = walk.end();
    if (walk.tornBytes() > 0) {
      repair(walk.tornBytes());
    }
  }

  private ChainWalk walk(Optional<SignedHead> head) throws IOException {
    long from = out.length() - TAIL_BYTES;
    if (from > 0) {
      ChainWalk tail = ChainWalk.tail(file, from, head, signer.id());
      if (tail.good() > 0 && head.filter(known -> known.seq() < tail.first()).isEmpty()) {
        return tail;
      }
    }
    return ChainWalk.whole(file, head, Optional.of(signer.id()));
  }

  /** Moves an incomplete last line out of the way: first it is safe elsewhere, then cut off. */
  private void repair(long tornBytes) throws IOException {
    if (tornBytes > MAX_TORN_BYTES) {
      throw new PermanentException(
          "cannot continue the audit log "
              + file
              + ": "
              + tornBytes
              + " bytes at its end are no entry; keep it for inspection and start a new file");
    }
    byte[] torn = new byte[(int) tornBytes];
    out.seek(end);
    out.readFully(torn);
    Path aside = file.resolveSibling(file.getFileName() + ".torn-" + (seq + 1));
    for (int i = 2; Files.exists(aside) && i <= MAX_TORN_FILES; i++) {
      aside = file.resolveSibling(file.getFileName() + ".torn-" + (seq + 1) + "-" + i);
    }
    try (var copy = new FileOutputStream(aside.toFile())) {
      copy.write(torn);
      copy.getFD().sync();
    }
    out.setLength(end);
    out.getFD().sync();
    LOG.warn(
        "repaired the audit log, whose last entry was incomplete: file={} bytes={} kept={}",
        file,
        tornBytes,
        aside);
    append(
        REPAIRED,
        JsonNodeFactory.instance
            .objectNode()
            .put("bytes", tornBytes)
            .put("kept", aside.getFileName().toString()));
  }

  private void append(String event, ObjectNode data) {
    AuditEntry entry = seal(clock.instant(), event, data);
    append(entry, entry.line());
  }

  private AuditEntry seal(Instant at, String event, ObjectNode data) {
    return AuditEntry.seal(signer, new AuditEntry.Place(seq + 1, hash, at), event, data);
  }

  private void append(AuditEntry entry, byte[] line) {
    if (!open) {
      throw new PermanentException(
          "cannot write entry " + entry.seq() + " of the audit log " + file + ": it is closed");
    }
    try {
      if (out.length() != end) {
        throw new IOException("somebody else has changed the file");
      }
      byte[] whole = AuditEntry.withDomain(line, new byte[] {'\n'});
      out.seek(end);
      out.write(whole);
      out.getFD().sync();
      seq = entry.seq();
      hash = entry.hash();
      end += whole.length;
      writeHead(clock.instant());
    } catch (IOException e) {
      release();
      throw new PermanentException(
          "cannot write entry "
              + entry.seq()
              + " of the audit log "
              + file
              + ": "
              + e
              + "; nothing is done that is not logged: check the disk and start the agent again",
          e);
    }
  }

  private void writeHead(Instant at) throws IOException {
    Path head = headOf(file);
    Path fresh = file.resolveSibling(file.getFileName() + ".head.new");
    try (var stream = new FileOutputStream(fresh.toFile())) {
      stream.write(SignedHead.sign(signer, seq, hash, at).bytes());
    }
    Files.move(fresh, head, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void release() {
    open = false;
    closeQuietly(out);
    closeQuietly(lock);
  }

  private static void closeQuietly(@org.jspecify.annotations.Nullable AutoCloseable resource) {
    if (resource == null) {
      return;
    }
    try {
      resource.close();
    } catch (Exception e) {
      LOG.warn("cannot close a file of the audit log: cause={}", e.toString());
    }
  }
}
