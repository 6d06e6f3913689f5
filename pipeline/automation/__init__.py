"""What starts runs by itself: a sensor when exports land, schedules by the clock."""
