package dev.bzzz.git.ledger;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.task.TaskId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * The whole story of one task's claim as the refs of a repository on this machine tell it: every
 * record whose signature holds, and every work branch. Read without asking whether one record may
 * follow another, so that it can be checked against what should have happened.
 *
 * @param task the task
 * @param records oldest first
 * @param branches short name to commit of the work branches {@code bzzz/<number>/t<term>}
 */
public record ClaimHistory(TaskId task, List<SignedRecord> records, Map<String, String> branches) {
  /** Longest story that is read. */
  public static final int MAX_RECORDS = 10_000;

  /** Copies the collections. */
  public ClaimHistory {
    records = List.copyOf(records);
    branches = Map.copyOf(branches);
  }

  /**
   * The stories of all tasks that were ever claimed in a repository, ordered by number.
   *
   * @throws PermanentException if the repository is not on this machine or cannot be read
   */
  public static List<ClaimHistory> read(Repository repository, Verifier verifier) {
    try (var git =
            new FileRepositoryBuilder()
                .setGitDir(Path.of(repository.gitUrl()).toFile())
                .setMustExist(true)
                .build();
        ObjectReader reader = git.newObjectReader()) {
      Map<Long, ObjectId> tips = new TreeMap<>();
      for (Namespace place : Namespace.values()) {
        for (Ref ref : git.getRefDatabase().getRefsByPrefix(place.prefix())) {
          place.number(ref.getName()).ifPresent(number -> tips.put(number, ref.getObjectId()));
        }
      }
      List<ClaimHistory> histories = new ArrayList<>();
      for (Map.Entry<Long, ObjectId> tip : tips.entrySet()) {
        Map<String, String> branches = new TreeMap<>();
        String prefix = Namespace.branch("bzzz/" + tip.getKey() + "/");
        for (Ref ref : git.getRefDatabase().getRefsByPrefix(prefix)) {
          branches.put(
              ref.getName().substring(Constants.R_HEADS.length()), ref.getObjectId().name());
        }
        histories.add(
            new ClaimHistory(
                new TaskId(repository.id(), tip.getKey()),
                records(reader, tip.getValue(), verifier),
                branches));
      }
      return histories;
    } catch (IOException | IllegalArgumentException e) {
      throw new PermanentException(
          "cannot read the claims of "
              + repository.name()
              + " at "
              + repository.gitUrl()
              + ": "
              + e.getMessage()
              + "; it must be a bare repository on this machine",
          e);
    }
  }

  private static List<SignedRecord> records(ObjectReader reader, ObjectId tip, Verifier verifier) {
    List<SignedRecord> records = new ArrayList<>();
    Optional<ObjectId> at = Optional.of(tip);
    for (int i = 0; i < MAX_RECORDS && at.isPresent(); i++) {
      RecordCommit.Found found = RecordCommit.read(reader, at.get(), verifier);
      found.signed().ifPresent(records::add);
      at = found.before();
    }
    Collections.reverse(records);
    return records;
  }
}
