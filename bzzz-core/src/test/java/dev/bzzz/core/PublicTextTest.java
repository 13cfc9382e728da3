package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          the work in file:///home/ann/ws-1/git is not complete | the work in [local path] is not complete
          jar:file:/home/ann/bzzz.jar!/x | jar:[local path]
          java.nio.file.NoSuchFileException: /tmp/ws-1/src/A.java | java.nio.file.NoSuchFileException: [local path]
          /srv/bzzz/src/A.java:12: error (see /etc/app.conf). | [local path]:12: error (see [local path]).
          cannot read '/Users/Ann van Smith/id.key'; mend it | cannot read '[local path]'; mend it
          cannot read "/Users/Ann van Smith/id.key" | cannot read "[local path]"
          in /Users/Ann Smith/bzzz/ws-1 there is none | in [local path] there is none
          PATH=/usr/bin:/home/ann/bin | PATH=[local path]:[local path]
          open ~/.ssh/id and ~ann/x and ../../ann/x | open [local path] and [local path] and [local path]
          at C:\\Users\\Ann\\ws or D:/ws or \\\\nas\\ann\\ws | at [local path] or [local path] or [local path]
          Ollama at http://ann:pa/s@s@10.0.0.5:11434/api fails | Ollama at http://10.0.0.5:11434/api fails
          https://ghp_abcdefghijklmnop@forge.example/a/b.git | https://forge.example/a/b.git
          https://me@forge.example/a/b.git: not found | https://forge.example/a/b.git: not found
          https://a:pa'ss@forge.example/x | https://forge.example/x
          https://a:pa"ss@forge.example/x | https://forge.example/x
          https://a:p<a>ss@forge.example/x | https://forge.example/x
          https://a:pa`ss@forge.example/x | https://forge.example/x
          Authorization: Bearer abcdefghijklmnopqrst | Authorization: Bearer [secret]
          key sk-abcdefghijklmnopqrstuv is wrong | key [secret] is wrong
          GITHUB_TOKEN=abc MODE=x db.password: hunter2 | GITHUB_TOKEN=[secret] MODE=x db.password: [secret]
          -----BEGIN EC PRIVATE KEY-----MIG2AgEAMBA-----END EC PRIVATE KEY----- x | [secret] x
          """)
  void aFailureTellsNothingOfTheMachine(String text, String told) {
    assertThat(PublicText.ofFailure(text)).isEqualTo(told);
    assertThat(PublicText.ofFailure(told)).isEqualTo(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/main/java/A.java:3: error: unexpected token: ';'",
        "./src/A.java and a/b, 1/2 or either / or",
        "text/plain at https://forge.example:8443/@acme/shop/issues?a=b",
        "expected <b>1</b> but was <br/>",
        "the branch bzzz/1/t1 moved; its fencing token 3 is stale: // nothing",
        "git@forge.example:acme/shop.git",
      })
  void whatIsNotLocalStays(String text) {
    assertThat(PublicText.ofFailure(text)).isEqualTo(text);
    assertThat(PublicText.ofProse(text)).isEqualTo(text);
  }

  @Test
  void aLongTextIsCutBetweenWordsSoThatNoHalfSecretStays() {
    String secret = "ghp_abcdefghijklmnopqrstuvwxyz";
    for (int before = 16 * 1024 - 40; before < 16 * 1024 + 2; before += 3) {
      String told = PublicText.ofFailure("x".repeat(before) + " " + secret + " y");

      assertThat(told).doesNotContain("ghp_").hasSizeLessThanOrEqualTo(16 * 1024);
    }
  }

  @Test
  void proseMaySpeakOfPathsButNotOfPeoplesFolders() {
    assertThat(
            PublicText.ofProse(
                "Adds `/api/users` to `/etc/app`; seen in /home/ann/ws, '/tmp/a b/c', "
                    + "file:/x/y and C:\\Users\\ann; password: String, "
                    + "http://u:p@h/x, glpat-abcdefghijkl"))
        .isEqualTo(
            "Adds `/api/users` to `/etc/app`; seen in [local path], '[local path]', "
                + "[local path] and [local path]; password: String, http://h/x, [secret]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/a ", "/(", "'/", "a:/", "x://", "~/", "-----BEGIN ", "C:\\ a/", "@:"})
  @Timeout(20)
  void noTextTakesLong(String part) {
    String text = part.repeat(100_000);

    assertThatCode(() -> PublicText.ofFailure(text)).doesNotThrowAnyException();
    assertThatCode(() -> PublicText.ofProse(text.substring(0, 32_000))).doesNotThrowAnyException();
  }
}
