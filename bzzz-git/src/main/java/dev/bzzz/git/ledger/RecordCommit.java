package dev.bzzz.git.ledger;

import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;

/**
 * The one commit that a claim record is wrapped in: a pure function of the record and its parents,
 * so that every agent computes the same commit id and nothing can be hidden in a spare header.
 */
final class RecordCommit {
  /** Longest commit that is read: a record, its signature and the headers. */
  static final int MAX_BYTES = RecordCodec.MAX_MESSAGE * 3 + 4096;

  private static final int MAX_PARENTS = 2;

  private RecordCommit() {}

  /**
   * A commit as it was found.
   *
   * @param parents first the commit of the record before, then, when published, the work
   * @param signed the record, when the commit is one in the right wrapping
   * @param fault why it is none, when it is none; else empty
   */
  record Found(List<ObjectId> parents, Optional<SignedRecord> signed, String fault) {
    /** The commit of the record before. */
    Optional<ObjectId> before() {
      return RecordCommit.before(parents, signed.filter(each -> hasWork(each)).isPresent());
    }

    /** The same commit, distrusted. */
    Found cut(String why) {
      return new Found(parents, Optional.empty(), signed.isPresent() ? why : fault);
    }
  }

  /** The bytes of the commit that holds {@code signed} on top of {@code before}. */
  static byte[] write(SignedRecord signed, Optional<ObjectId> before) {
    List<ObjectId> parents = new ArrayList<>();
    before.ifPresent(parents::add);
    if (hasWork(signed)) {
      parents.add(ObjectId.fromString(signed.record().work().head().orElseThrow()));
    }
    String actor = signed.record().actor().value();
    PersonIdent who =
        new PersonIdent(
            actor, actor + "@bzzz", Instant.ofEpochMilli(signed.record().hlc()), ZoneOffset.UTC);
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(Constants.EMPTY_TREE_ID);
    commit.setParentIds(parents);
    commit.setAuthor(who);
    commit.setCommitter(who);
    commit.setMessage(RecordCodec.toMessage(signed));
    try {
      return commit.build();
    } catch (UnsupportedEncodingException e) {
      throw new AssertionError("every JDK has UTF-8", e);
    }
  }

  /** Reads a commit and checks its wrapping and signature; never throws for what it finds. */
  static Found read(ObjectReader reader, AnyObjectId id, Verifier verifier) {
    byte[] raw;
    try {
      raw = reader.open(id, Constants.OBJ_COMMIT).getCachedBytes(MAX_BYTES);
    } catch (MissingObjectException e) {
      return unreadable("the object " + id.name() + " is missing");
    } catch (IncorrectObjectTypeException e) {
      return unreadable("the object " + id.name() + " is not a commit");
    } catch (LargeObjectException e) {
      return unreadable("the commit " + id.name() + " is longer than " + MAX_BYTES + " bytes");
    } catch (IOException e) {
      return unreadable("the object " + id.name() + " cannot be read: " + e.getMessage());
    }
    return parse(raw, id.name(), verifier);
  }

  private static Found parse(byte[] raw, String id, Verifier verifier) {
    String text = new String(raw, StandardCharsets.UTF_8);
    List<ObjectId> parents = parents(text);
    int message = text.indexOf("\n\n");
    if (message < 0) {
      return distrusted(parents, "the commit " + id + " has no message");
    }
    SignedRecord signed;
    try {
      signed = RecordCodec.fromMessage(text.substring(message + 2), verifier);
    } catch (IllegalArgumentException e) {
      return distrusted(parents, "the commit " + id + " holds no valid record: " + e.getMessage());
    }
    Found found = new Found(parents, Optional.of(signed), "");
    if (parents.size() > (hasWork(signed) ? MAX_PARENTS : 1)
        || !Arrays.equals(raw, write(signed, found.before()))) {
      return distrusted(
          parents,
          "the commit "
              + id
              + " wraps a record in other than the one right way"
              + " (tree, parents, author, committer or time differ)");
    }
    return found;
  }

  private static boolean hasWork(SignedRecord signed) {
    return signed.record().state() == ClaimState.PUBLISHED;
  }

  private static Optional<ObjectId> before(List<ObjectId> parents, boolean hasWork) {
    return parents.size() < (hasWork ? MAX_PARENTS : 1)
        ? Optional.empty()
        : Optional.of(parents.get(0));
  }

  private static List<ObjectId> parents(String commit) {
    List<ObjectId> parents = new ArrayList<>();
    for (String line : commit.split("\n", MAX_PARENTS + 3)) {
      if (line.startsWith("parent ") && ObjectId.isId(line.substring(7))) {
        parents.add(ObjectId.fromString(line.substring(7)));
      }
    }
    return parents;
  }

  private static Found unreadable(String fault) {
    return distrusted(List.of(), fault);
  }

  private static Found distrusted(List<ObjectId> parents, String fault) {
    return new Found(parents, Optional.empty(), fault);
  }
}
