package dev.bzzz.git.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.git.ledger.HistoryPush;
import dev.bzzz.git.ledger.HostTrial;
import dev.bzzz.git.local.BranchWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.junit.jupiter.api.Test;

/** A forge on another machine is set up, and tried. */
class SetUpOverHttpTest {
  private static final List<BranchWriter.Step> HISTORY =
      List.of(step("a.txt", "one"), step("b.txt", "two"));

  private final ServedForge forge = ServedForge.get();

  @Test
  void aHistoryIsPushedOnceAndNeverOntoOthersWork() {
    RepositoryName fresh = forge.repository("history");
    RepositoryName begun = forge.repository("begun");
    BranchWriter writer = writer(begun);
    String first =
        writer.commit(
            "main",
            Optional.empty(),
            step("README.md", "begun").change(),
            step("README.md", "begun").entry());

    assertThat(push(fresh).begin("main", HISTORY)).isTrue();
    assertThat(push(fresh).begin("main", HISTORY)).isFalse();
    assertThat(push(begun).begin("main", HISTORY)).isTrue();
    String head = writer.head("main").orElseThrow();
    assertThat(push(begun).begin("main", HISTORY)).isFalse();

    assertThat(writer.head("main")).contains(head);
    assertThat(head).isNotEqualTo(first);
    assertThat(writer.file("main", "README.md")).isPresent();
    assertThat(writer.file("main", "b.txt")).contains("two".getBytes(UTF_8));
    assertThat(writer(fresh).file("main", "a.txt")).contains("one".getBytes(UTF_8));
  }

  @Test
  void whoMayOnlyReadIsToldSo() {
    RepositoryName repository = forge.repository("closed");
    HistoryPush push = new HistoryPush(url(repository), login(ServedForge.READ));

    assertThatThrownBy(() -> push.begin("main", HISTORY))
        .isInstanceOf(PermanentException.class)
        .hasMessageContainingAll("cannot change refs/heads/main", "closed", "token")
        .hasMessageNotContaining(ServedForge.READ);
    assertThatThrownBy(() -> new HostTrial(url(repository), login(ServedForge.READ)).claims())
        .isInstanceOf(PermanentException.class)
        .hasMessageNotContaining(ServedForge.READ);
  }

  @Test
  void itsOwnServerPassesTheTrial() {
    RepositoryName repository = forge.repository("trial");
    push(repository).begin("main", HISTORY);
    HostTrial trial = new HostTrial(url(repository), login(ServedForge.WRITE));
    TaskId task =
        forge
            .forge
            .createIssue(
                forge.forge.repository(repository).id(), new IssueDraft("Try", "", Set.of()))
            .id();

    List<HostTrial.Finding> findings = trial.claims();
    Claim claim = trial.publish(task, "main");

    assertThat(findings).hasSizeGreaterThan(4).allMatch(each -> each.fault().isEmpty());
    assertThat(writer(repository).head(claim.work().branch())).isEqualTo(claim.work().head());
  }

  private HistoryPush push(RepositoryName repository) {
    return new HistoryPush(url(repository), login(ServedForge.WRITE));
  }

  private URI url(RepositoryName repository) {
    return URI.create(forge.server.url() + "/" + repository + ".git");
  }

  private static CredentialsProvider login(String token) {
    return new UsernamePasswordCredentialsProvider("any", token);
  }

  private BranchWriter writer(RepositoryName repository) {
    return new BranchWriter(repository, Path.of(forge.forge.repository(repository).gitUrl()));
  }

  private static BranchWriter.Step step(String file, String text) {
    return new BranchWriter.Step(
        new BranchWriter.Change(Map.of(file, text.getBytes(UTF_8)), Set.of()),
        new BranchWriter.Entry("Ann", "ann@x", Instant.EPOCH, "Write " + file));
  }
}
