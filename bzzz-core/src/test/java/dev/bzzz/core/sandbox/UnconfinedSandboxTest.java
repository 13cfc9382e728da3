package dev.bzzz.core.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bzzz.core.testkit.SandboxContract;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class UnconfinedSandboxTest extends SandboxContract {
  @Override
  protected Sandbox create() {
    return new UnconfinedSandbox();
  }

  @Test
  void saysLoudlyThatNothingIsConfined() {
    var logger = (Logger) LoggerFactory.getLogger(UnconfinedSandbox.class);
    var seen = new ListAppender<ILoggingEvent>();
    seen.start();
    logger.addAppender(seen);
    try (var sandbox = new UnconfinedSandbox()) {
      assertThat(sandbox.features()).isEmpty();
    } finally {
      logger.detachAppender(seen);
    }

    assertThat(seen.list).hasSize(1);
    assertThat(seen.list.get(0).getLevel()).isEqualTo(Level.WARN);
    assertThat(seen.list.get(0).getFormattedMessage()).contains("NO SANDBOX");
  }

  @Test
  void countsProcessesThoughItCannotPromiseIt() throws Exception {
    SandboxResult result =
        run(
            new SandboxLimits(Duration.ofSeconds(20), 1000, 20),
            "sh",
            "-c",
            "i=0; while [ $i -lt 60 ]; do sleep " + mark() + " & i=$((i+1)); done; wait");

    assertThat(result.ending()).isEqualTo(SandboxResult.Ending.TOO_MANY_PROCESSES);
    assertThat(survivors()).isEmpty();
  }
}
