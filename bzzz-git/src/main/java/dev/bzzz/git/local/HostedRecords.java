package dev.bzzz.git.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.OwnerOnly;
import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.StoredConfig;

/**
 * What a server keeps in a repository beside issues and code. Public things are JSON at a ref, one
 * commit for each change; what holds secrets is a file that git never sends. Confined to one
 * thread.
 */
public final class HostedRecords {
  /** Largest document, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  /** Ref of the labels' colours and descriptions. */
  public static final String LABELS = "refs/bzzz/labels";

  /** What the refs of commit statuses begin with; the commit follows. */
  public static final String STATUSES = "refs/bzzz/statuses/";

  private static final String FILE = "data.json";
  private static final String HOOKS = "bzzz-hooks.json";
  private static final String SECTION = "bzzz";
  private static final String ARCHIVED = "archived";

  private final BareRepository repository;

  HostedRecords(BareRepository repository) {
    this.repository = repository;
  }

  /** The document at a ref; an empty one when there is none. */
  public ObjectNode read(String ref) {
    return Failures.run(
        "read " + ref + " of " + repository.name(), () -> at(repository.quietRef(ref)));
  }

  /**
   * Changes the document at a ref by compare-and-swap.
   *
   * @param edit changes the document it is given; may be called again
   * @throws IllegalArgumentException if it becomes larger than {@link #MAX_BYTES}
   */
  public ObjectNode change(String ref, String author, UnaryOperator<ObjectNode> edit) {
    return Failures.run(
        "change " + ref + " of " + repository.name(), () -> changed(ref, author, edit));
  }

  private ObjectNode changed(String ref, String author, UnaryOperator<ObjectNode> edit)
      throws IOException {
    try (RepositoryLock lock = lock()) {
      for (int attempt = 0; attempt < IssueStore.MAX_TRIES; attempt++) {
        Optional<ObjectId> tip = repository.ref(ref);
        ObjectNode next = edit.apply(at(tip));
        String text = text(next);
        ObjectId commit =
            repository.commit(
                tip,
                Map.of(FILE, text),
                new BareRepository.CommitText(author, "change " + ref, Instant.now()));
        RefTransaction move =
            new RefTransaction(repository.git())
                .update(ref, tip.orElseGet(ObjectId::zeroId), commit);
        if (move.commit(lock) == RefTransaction.Outcome.APPLIED) {
          return next;
        }
      }
      throw new IssueStore(repository).lostRace("change " + ref);
    }
  }

  /** The webhooks, with their secrets. */
  public ObjectNode hooks() {
    return Failures.run("read the hooks of " + repository.name(), this::readHooks);
  }

  private ObjectNode readHooks() throws IOException {
    try {
      return object(Files.readAllBytes(repository.dir().resolve(HOOKS)), HOOKS);
    } catch (NoSuchFileException e) {
      return JsonNodeFactory.instance.objectNode();
    }
  }

  /**
   * Changes the webhooks.
   *
   * @param edit changes the document it is given
   */
  public ObjectNode changeHooks(UnaryOperator<ObjectNode> edit) {
    return Failures.run("change the hooks of " + repository.name(), () -> changedHooks(edit));
  }

  @SuppressWarnings("try") // held, not used
  private ObjectNode changedHooks(UnaryOperator<ObjectNode> edit) throws IOException {
    try (RepositoryLock lock = lock()) {
      ObjectNode next = edit.apply(readHooks());
      replace(repository.dir().resolve(HOOKS), text(next));
      return next;
    }
  }

  /** Says whether nobody may write to the repository any more. */
  public void archive(boolean archived) {
    Failures.run(
        "archive " + repository.name(),
        () -> {
          StoredConfig config = repository.git().getConfig();
          config.setBoolean(SECTION, null, ARCHIVED, archived);
          config.save();
          return archived;
        });
  }

  /** Written aside and renamed, so that whoever is killed leaves the old file or the new one. */
  private static void replace(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(HOOKS + ".new");
    Files.deleteIfExists(draft);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OwnerOnly.attributes(draft))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private ObjectNode at(Optional<ObjectId> commit) throws IOException {
    if (commit.isEmpty()) {
      return JsonNodeFactory.instance.objectNode();
    }
    try (CommitFiles files = repository.files()) {
      byte[] json =
          files
              .file(commit.get(), FILE, MAX_BYTES)
              .orElseThrow(() -> new IOException(FILE + " is missing"));
      return object(json, FILE);
    }
  }

  private ObjectNode object(byte[] json, String file) {
    try {
      JsonNode value = CanonicalJson.read(json);
      if (value instanceof ObjectNode object) {
        return object;
      }
      throw new IllegalArgumentException("not a JSON object");
    } catch (IllegalArgumentException e) {
      throw new PermanentException(
          "cannot read " + file + " of " + repository.name() + ": " + e.getMessage() + "; mend it",
          e);
    }
  }

  private static String text(ObjectNode document) {
    String text = new String(CanonicalJson.write(document), StandardCharsets.UTF_8) + "\n";
    if (text.length() > MAX_BYTES / 3) {
      throw new IllegalArgumentException("there is no room for more of these");
    }
    return text;
  }

  private RepositoryLock lock() {
    return RepositoryLock.acquire(repository.dir(), RepositoryLock.DEFAULT_TIMEOUT);
  }
}
