package dev.bzzz.examples.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.bzzz.git.server.ForgeServer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs to standard error: warnings, and with {@code --verbose} more. In code and not in XML,
 * because reading XML would cost every start a tenth of a second.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  /** A verbosity for commands that tell warnings themselves. */
  static final int SILENT = -1;

  private static final String QUIET = "bzzz: %level %replace(%msg){'\\p{Cntrl}', ' '}%n%nopex";
  private static final String VERBOSE =
      "%d{HH:mm:ss.SSS} %-5level %logger{20} %replace(%msg){'\\p{Cntrl}', ' '}%n%ex";

  /** Called by Logback when the first logger is asked for. */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    apply(context, 0);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * Says how much is logged from now on.
   *
   * @param level {@link #SILENT} nothing, 0 warnings, 1 also what is done, 2 everything, with stack
   *     traces from 1 on
   */
  static void verbosity(int level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      // Not reset(): everything would be logged, in detail, until the new level is set.
      context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
      apply(context, level);
    }
  }

  /** Logs every request to the forge server from now on, unless nothing is to be logged at all. */
  static void accesses() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(ForgeServer.ACCESS_LOGGER).setLevel(Level.INFO);
    }
  }

  private static void apply(LoggerContext context, int level) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern(level <= 0 ? QUIET : VERBOSE);
    encoder.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(level == SILENT ? Level.OFF : level < 2 ? Level.WARN : Level.INFO);
    context
        .getLogger("dev.bzzz")
        .setLevel(level <= 0 ? null : level == 1 ? Level.INFO : Level.DEBUG);
    // Its one error, that it cannot start, is told by whoever started it.
    context.getLogger("io.javalin").setLevel(level <= 0 ? Level.OFF : null);
    // What it finds damaged, it throws as well.
    context
        .getLogger("org.eclipse.jgit.internal.storage.file")
        .setLevel(level <= 0 ? Level.OFF : null);
    root.addAppender(appender);
  }
}
