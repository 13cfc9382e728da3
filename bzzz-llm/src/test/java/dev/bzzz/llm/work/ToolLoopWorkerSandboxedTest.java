package dev.bzzz.llm.work;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bzzz.core.sandbox.BubblewrapSandbox;
import dev.bzzz.core.sandbox.Sandbox;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The worker's contract with every command in a real sandbox. */
class ToolLoopWorkerSandboxedTest extends ToolLoopWorkerContractTest {
  private static Optional<BubblewrapSandbox> sandbox = Optional.empty();

  @BeforeAll
  static void open() throws InterruptedException {
    Optional<String> unavailable = BubblewrapSandbox.unavailable();
    assumeTrue(unavailable.isEmpty(), () -> unavailable.orElse(""));
    sandbox = Optional.of(new BubblewrapSandbox());
  }

  @AfterAll
  static void close() {
    sandbox.ifPresent(Sandbox::close);
  }

  @Override
  protected Sandbox sandbox() {
    return sandbox.orElseThrow();
  }
}
