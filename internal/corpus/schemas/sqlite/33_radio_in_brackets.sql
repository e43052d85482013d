CREATE TABLE [Station] ([StationId] INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, [CallSign] NVARCHAR(12));
CREATE TABLE [Programme]
(
    [ProgrammeId] INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    [Headline] NVARCHAR(80)  NOT NULL,
    [StationId] INTEGER  NOT NULL,
    FOREIGN KEY ([StationId]) REFERENCES [Station] ([StationId]) ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE TABLE [Wave] ([WaveId] INTEGER NOT NULL, [MegaHertz] NUMERIC(6,2), CONSTRAINT [PK_Wave] PRIMARY KEY ([WaveId]));
CREATE TABLE [Broadcast]
(
    [BroadcastId] INTEGER NOT NULL,
    [ProgrammeId] INTEGER,
    [WaveId] INTEGER  NOT NULL,
    [Minutes] INTEGER  NOT NULL,
    [Fee] NUMERIC(10,2)  NOT NULL,
    CONSTRAINT [PK_Broadcast] PRIMARY KEY ([BroadcastId]),
    CONSTRAINT [FK_Programme] FOREIGN KEY ([ProgrammeId]) REFERENCES [Programme] ([ProgrammeId]) ON DELETE CASCADE,
    CONSTRAINT [FK_Wave] FOREIGN KEY ([WaveId]) REFERENCES [Wave]
);
CREATE UNIQUE INDEX [UX_Broadcast] ON [Broadcast]([BroadcastId]);
CREATE INDEX [IX_BroadcastProgramme] ON [Broadcast] ([ProgrammeId]);
CREATE VIEW [Guide] AS SELECT s.[CallSign] AS Station, p.[Headline], b.[Minutes] FROM [Broadcast] b JOIN [Programme] p USING ([ProgrammeId]) JOIN [Station] s USING ([StationId]);
