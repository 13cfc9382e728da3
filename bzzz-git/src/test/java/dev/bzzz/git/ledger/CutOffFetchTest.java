package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.testkit.ClaimLedgerContract;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fetch from a host that is so slow that the deadline comes first. */
final class CutOffFetchTest {
  /** More than are told at once: only between such batches JGit looks at the deadline. */
  private static final int MANY_COMMITS = 40;

  @TempDir Path folder;

  @Test
  void whatHasNotComeIsNotTakenForDamage() throws Exception {
    Path cache = folder.resolve("cache.git");
    try (GitDaemon daemon = new GitDaemon();
        GitStore store =
            new GitStore(folder, daemon::url, ClaimLedgerContract.POLICY).with(daemon);
        Repository git = new FileRepositoryBuilder().setGitDir(cache.toFile()).build()) {
      git.create(true);
      commitOften(git);
      Remote remote = new Remote(daemon.url(store.bare()), null);

      try (Transport transport = remote.open(git, Deadline.after(Duration.ofSeconds(20)));
          FetchConnection connection = transport.openFetch(List.of(), Constants.HEAD)) {
        Ref head = connection.getRef(Constants.HEAD);
        Deadline passed = Deadline.after(Duration.ZERO);

        assertThatThrownBy(() -> Remote.fetch(connection, List.of(head), passed))
            .isInstanceOf(TransportException.class)
            .hasMessageContaining("in time");

        assertThat(git.getObjectDatabase().has(head.getObjectId())).isFalse();
      }
    }
  }

  /** So there is something to negotiate. */
  private static void commitOften(Repository git) throws Exception {
    CommitBuilder commit = new CommitBuilder();
    PersonIdent author = new PersonIdent("bee", "bee@hive", Instant.EPOCH, ZoneOffset.UTC);
    commit.setAuthor(author);
    commit.setCommitter(author);
    try (ObjectInserter inserter = git.newObjectInserter()) {
      commit.setTreeId(inserter.insert(new TreeFormatter()));
      for (int i = 0; i < MANY_COMMITS; i++) {
        commit.setParentId(inserter.insert(commit));
      }
      inserter.flush();
    }
    RefUpdate update = git.updateRef("refs/heads/own");
    update.setNewObjectId(commit.getParentIds()[0]);
    assertThat(update.update()).isEqualTo(RefUpdate.Result.NEW);
  }
}
