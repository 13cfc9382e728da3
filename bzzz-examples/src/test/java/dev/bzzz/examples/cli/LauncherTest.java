package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Alone, because other tests read the property too. */
@Isolated
class LauncherTest {
  @AfterEach
  void forget() {
    System.clearProperty(Launcher.PROPERTY);
  }

  @Test
  void commandsInMessagesBeginAsTheUserBegan() {
    System.setProperty(Launcher.PROPERTY, "./bzzz");

    assertThat(Launcher.asCalled("no policy; 'bzzz init' writes one; help: bzzz task --help"))
        .isEqualTo("no policy; './bzzz init' writes one; help: ./bzzz task --help");
    assertThat(Launcher.asCalled("help: bzzz --help")).isEqualTo("help: ./bzzz --help");
    assertThat(Launcher.asCalled("next: bzzz run --config /srv/bzzz/bzzz.yaml"))
        .isEqualTo("next: ./bzzz run --config /srv/bzzz/bzzz.yaml");
    assertThat(Launcher.asCalled("the label bzzz-task of bzzz tasks")).contains("of bzzz tasks");
  }

  @Test
  void aPathThatTheShellWouldSplitIsQuoted() {
    System.setProperty(Launcher.PROPERTY, "/my tools/bzzz");

    assertThat(Launcher.asCalled("then: bzzz run")).isEqualTo("then: '/my tools/bzzz' run");
  }

  @Test
  void withoutTheScriptItIsTheProgramsName() {
    assertThat(Launcher.asCalled("then: bzzz run")).isEqualTo("then: bzzz run");
  }
}
