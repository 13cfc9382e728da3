package dev.bzzz.llm.work;

import dev.bzzz.core.agent.Worker;
import dev.bzzz.core.testkit.SampleWork;
import dev.bzzz.core.testkit.WorkerContract;
import dev.bzzz.llm.scripted.ScriptedBackend;
import java.time.Duration;

class ToolLoopWorkerContractTest extends WorkerContract {
  @Override
  protected Worker worker(Behaviour behaviour) {
    Scripts script = new Scripts();
    switch (behaviour) {
      case DOES_THE_TASK ->
          script
              .turn("read_file", "path", "greeting.txt")
              .turn("edit_file", "path", "greeting.txt", "old", "helo", "new", "hello")
              .turn("write_file", "path", "tests/greeting.sh", "content", SampleWork.GREETING_TEST)
              .turn("finish", "summary", "Says hello.");
      case CHANGES_NOTHING -> script.turn("finish", "summary", "Nothing to do.");
      case BREAKS_THE_TESTS ->
          script
              .turn("write_file", "path", "src/notes.txt", "content", "gone")
              .turn("finish", "summary", "one")
              .turn("finish", "summary", "two")
              .turn("finish", "summary", "three");
      case NEVER_ENDS -> script.run("sleep", "100");
    }
    return ToolLoopWorker.builder(script.backend(), ScriptedBackend.MODEL)
        .runTimeout(Duration.ofMinutes(2))
        .build();
  }
}
