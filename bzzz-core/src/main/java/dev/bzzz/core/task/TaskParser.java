package dev.bzzz.core.task;

/** Reads an issue as a task. */
public final class TaskParser {
  /** The label that makes an issue a task. */
  public static final String LABEL = "bzzz-task";

  private TaskParser() {}
}
