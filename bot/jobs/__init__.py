"""The two engines that call the jobs of `bot.service.jobs`: in one process, or in many on PostgreSQL."""
