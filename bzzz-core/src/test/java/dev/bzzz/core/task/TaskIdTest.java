package dev.bzzz.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bzzz.core.repo.RepositoryId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskIdTest {
  private static final RepositoryId REPOSITORY = new RepositoryId("0123456789abcdef".repeat(2));

  @Test
  void whatIsWrittenIsReadAgain() {
    TaskId task = new TaskId(REPOSITORY, 42);

    assertThat(task).hasToString("0123456789abcdef0123456789abcdef#42");
    assertThat(TaskId.parse(task.toString())).isEqualTo(task);
    assertThat(TaskId.parse(REPOSITORY + "#9007199254740991").number()).isEqualTo((1L << 53) - 1);
  }

  @Test
  void theKeyIsTheSameEverywhere() {
    assertThat(new TaskId(REPOSITORY, 42).key()).isEqualTo("sztdo3p4gdsepihawatzp7lt4c");
    assertThat(new TaskId(REPOSITORY, 1).key()).isEqualTo("olfywd5k2axceqpvfst2dozjxe");
  }

  @Test
  void tasksAreOrderedByNumberNotByText() {
    assertThat(new TaskId(REPOSITORY, 9)).isLessThan(new TaskId(REPOSITORY, 10));
    assertThat(new TaskId(new RepositoryId("f".repeat(32)), 1))
        .isGreaterThan(new TaskId(REPOSITORY, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "#1",
        "0123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef#",
        "0123456789abcdef0123456789abcdef#0",
        "0123456789abcdef0123456789abcdef#01",
        "0123456789abcdef0123456789abcdef#-1",
        "0123456789abcdef0123456789abcdef#1 ",
        "0123456789abcdef0123456789abcdef#9007199254740992",
        "0123456789ABCDEF0123456789abcdef#1",
        "0123456789abcdef0123456789abcdef#1#1",
        "0123456789abcdef0123456789abcdef#\u0661"
      })
  void anythingElseIsNoTaskId(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> TaskId.parse(text));
  }
}
