package dev.bzzz.git.ledger;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.PolicyHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The policies of one repository, as seen from the commit its default branch is at. What it finds
 * is kept in a {@link Memory} that many reads share. Safe for use by many threads while its git
 * repository is open.
 */
final class PolicyLog implements PolicyHistory {
  private final String name;
  private final Repository git;
  private final ObjectId head;
  private final Memory memory;

  /**
   * The policies up to {@code head}.
   *
   * @param name how people call the repository
   * @param git has the objects; stays the caller's
   */
  PolicyLog(String name, Repository git, ObjectId head, Memory memory) {
    this.name = name;
    this.git = git;
    this.head = head;
    this.memory = memory;
  }

  /** What is known of a repository's policies; all of it stays true for ever. */
  static final class Memory {
    private final Set<String> ledgers;
    private static final int MAX_COMMITS = 512;
    private static final int MAX_DESCENTS = 4096;

    private final Lru<ObjectId, Optional<ClaimPolicy>> policies = new Lru<>(MAX_COMMITS);
    private final Lru<Descent, Boolean> descents = new Lru<>(MAX_DESCENTS);

    /**
     * Knows nothing yet.
     *
     * @param ledgers the kinds of ledgers whose policies count; to others it is an error, since a
     *     repository has one ledger and what agents on another one write must not count here
     */
    Memory(Set<String> ledgers) {
      this.ledgers = ledgers;
    }

    private record Descent(ObjectId commit, ObjectId ancestor) {}
  }

  /**
   * The policy new records are judged by.
   *
   * @throws PermanentException if there is none
   */
  ClaimPolicy current() throws IOException {
    return read(head)
        .orElseThrow(
            () ->
                new PermanentException(
                    "cannot use the claims of "
                        + name
                        + ": its default branch has no "
                        + ClaimPolicy.FILE
                        + ", so nobody may claim; write one with 'bzzz init' and push it"));
  }

  @Override
  public Optional<ClaimPolicy> at(String commit) {
    if (!ObjectId.isId(commit)) {
      return Optional.empty();
    }
    ObjectId id = ObjectId.fromString(commit);
    try {
      return descends(head, id) ? readOrNone(id) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean descends(String commit, String ancestor) {
    try {
      return ObjectId.isId(commit)
          && ObjectId.isId(ancestor)
          && descends(ObjectId.fromString(commit), ObjectId.fromString(ancestor));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean descends(ObjectId commit, ObjectId ancestor) throws IOException {
    if (commit.equals(ancestor)) {
      return true;
    }
    Memory.Descent descent = new Memory.Descent(commit, ancestor);
    Optional<Boolean> known = memory.descents.get(descent);
    if (known.isPresent()) {
      return known.get();
    }
    try (RevWalk walk = new RevWalk(git)) {
      boolean descends = walk.isMergedInto(walk.parseCommit(ancestor), walk.parseCommit(commit));
      memory.descents.put(descent, descends);
      return descends;
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      return false; // not remembered: the object may still come
    }
  }

  /** A policy that was malformed in the past authorises nobody; it stops only its own records. */
  private Optional<ClaimPolicy> readOrNone(ObjectId commit) throws IOException {
    try {
      return read(commit);
    } catch (PermanentException e) {
      return Optional.empty();
    }
  }

  private Optional<ClaimPolicy> read(ObjectId commit) throws IOException {
    Optional<Optional<ClaimPolicy>> known = memory.policies.get(commit);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<ClaimPolicy> policy = parse(commit);
    memory.policies.put(commit, policy);
    return policy;
  }

  private Optional<ClaimPolicy> parse(AnyObjectId id) throws IOException {
    String where = name + " at commit " + id.name();
    try (RevWalk walk = new RevWalk(git)) {
      RevCommit commit = walk.parseCommit(id);
      try (TreeWalk file =
          TreeWalk.forPath(walk.getObjectReader(), ClaimPolicy.FILE, commit.getTree())) {
        if (file == null) {
          return Optional.empty();
        }
        if ((file.getRawMode(0) & FileMode.TYPE_MASK) != FileMode.TYPE_FILE) {
          throw new PermanentException(
              "cannot use the claim policy "
                  + ClaimPolicy.FILE
                  + " of "
                  + where
                  + ": it is not a plain file; write one with 'bzzz init'");
        }
        byte[] json =
            walk.getObjectReader()
                .open(file.getObjectId(0), Constants.OBJ_BLOB)
                .getBytes(ClaimPolicy.MAX_BYTES + 1);
        return Optional.of(requireLedger(ClaimPolicy.parse(json, where), where));
      }
    } catch (LargeObjectException e) {
      return Optional.of(ClaimPolicy.parse(new byte[ClaimPolicy.MAX_BYTES + 1], where));
    }
  }

  private ClaimPolicy requireLedger(ClaimPolicy policy, String where) {
    if (!memory.ledgers.contains(policy.ledger())) {
      throw new PermanentException(
          "cannot use this ledger for the claims of "
              + where
              + ": its "
              + ClaimPolicy.FILE
              + " names the ledger \""
              + policy.ledger()
              + "\"; start an agent that uses that one");
    }
    return policy;
  }
}
