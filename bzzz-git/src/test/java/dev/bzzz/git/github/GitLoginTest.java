package dev.bzzz.git.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Secret;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.Access;
import dev.bzzz.git.ledger.GitLogin;
import dev.bzzz.git.ledger.GitRepositoryIds;
import dev.bzzz.git.server.ServedForge;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How git logs in at our own server, and what the access log hears of it. */
class GitLoginTest {
  private static final String OWNER = "login";
  private static final RepositoryName NAME = new RepositoryName(OWNER, "widgets");
  private static final String HOST = ServedGitHub.FORGE.server.url().getHost();
  private static final URI URL = URI.create(ServedGitHub.FORGE.server.url() + "/" + NAME + ".git");

  private final List<Access> calls = new ArrayList<>();

  @BeforeEach
  void createRepository() {
    ServedGitHub.create(NAME);
  }

  @AfterEach
  void removeEverything() {
    ServedGitHub.remove(OWNER);
  }

  private List<String> answers(Secret token) {
    GitLogin login = new GitLogin(token, Set.of(HOST)).listener(calls::add);
    new GitRepositoryIds(login).find(NAME, URL);
    return calls.stream().map(call -> call.verb() + " " + call.answer()).toList();
  }

  @Test
  void gitLogsInWithItsFirstRequestAndEachIsToldWithItsAnswer() {
    assertThat(answers(ServedGitHub.TOKEN)).isNotEmpty().allMatch(each -> each.endsWith(" 200"));
    assertThat(calls.get(0).url()).endsWith("/login/widgets.git/info/refs?service=…");
  }

  @Test
  void aTokenThatHasEndedIsLookedUpAgain() {
    Secret renewed =
        new Secret() {
          private String now = "a token that has ended";

          @Override
          public String value() {
            return now;
          }

          @Override
          public Optional<String> renewed(String refused) {
            now = ServedForge.WRITE;
            return Optional.of(now);
          }
        };

    assertThat(answers(renewed)).contains("GET 401").endsWith("POST 200");
  }

  @Test
  void aTokenThatIsRefusedIsToldSo() {
    assertThatThrownBy(() -> answers(Secret.fixed("nobody knows this token")))
        .isInstanceOf(BzzzException.class);

    assertThat(calls).isNotEmpty().allMatch(call -> call.answer().equals("401"));
  }
}
